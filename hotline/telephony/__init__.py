"""Telephony (电话): calls as their systems tell them, missed ones called back, numbers tagged."""

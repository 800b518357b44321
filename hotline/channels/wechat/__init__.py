"""The official account and WeCom: the conversation, its pictures, the way back to citizens and to staff."""

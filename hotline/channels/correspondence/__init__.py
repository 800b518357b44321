"""Mails to and fro about one ticket: which it belongs to, how it is proven, what stands in the header of ours."""

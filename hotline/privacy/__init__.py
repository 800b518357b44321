"""Sealing, masking and the log of who looked."""

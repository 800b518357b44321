"""Hotline: an open-source platform for 12345 government hotlines and mayors' mailboxes."""

__version__ = "0.1.0"

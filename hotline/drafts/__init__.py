"""Drafts (草稿): what somebody has typed and not sent yet, kept for a week."""

"""What stands on a scanned page, as recognition programs read it."""

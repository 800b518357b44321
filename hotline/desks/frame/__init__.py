"""What stands around every desk: signing in, the palette, keys, notices, preferences, what a device keeps."""

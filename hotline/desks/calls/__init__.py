"""The operator's room: the call from the first word to the number read back, the line, missed and harassing calls."""

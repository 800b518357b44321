"""What many messages say together, and what one reply lacks: duplicates, hot topics, surges, reply checks."""

"""What comes more often than usual, and what must be told at once; an alert from its first word to its last."""

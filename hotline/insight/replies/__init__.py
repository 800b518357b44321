"""How well a reply answers its letter: its score, its faults in words. Rules; the words are data."""

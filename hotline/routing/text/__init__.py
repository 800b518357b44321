"""What a text says: places, words of the catalogue, kinds, danger, accusations. Rules; the words are data."""

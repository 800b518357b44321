"""How alike two texts are: pairs of characters, names of places, near-same words, one letter twice. Rules."""

"""A model that learns which category a letter has, from the catalogue and from what people make of letters."""

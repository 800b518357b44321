"""Base data of a city as commented files, and the code that loads it."""

"""Visits (回访) after the answer, and what follows from them."""

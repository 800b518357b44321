"""Rollups, rates and the pages that show them."""

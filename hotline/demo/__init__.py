"""The demo city: a synthetic history with every state, and people to sign in as. Made-up persons and places only."""

from hotline.demo.filling import fill, fill_once

__all__ = ["fill", "fill_once"]

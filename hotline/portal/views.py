"""The citizen's pages: the modules that hang their pages on the blueprint."""

from hotline.portal import evaluate, home, letters, track
from hotline.portal.blueprint import portal

__all__ = ["evaluate", "home", "letters", "portal", "track"]

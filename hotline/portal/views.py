"""The citizen's pages: the modules that hang their pages on the blueprint."""

from hotline.portal import adding, app_shell, drafts, evaluate, home, letters, photos, track, yours
from hotline.portal.blueprint import portal

__all__ = ["adding", "app_shell", "drafts", "evaluate", "home", "letters", "photos", "portal", "track", "yours"]

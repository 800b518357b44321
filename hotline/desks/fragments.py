"""Whether a script asked for a part of the page, or a browser for the whole."""

from flask import request


def fragment() -> bool:
    """Only a part of the page was asked for, by a script; going back in history asks for the whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers

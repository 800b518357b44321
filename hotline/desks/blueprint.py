"""The one blueprint of the staff's pages; `views` brings the modules that hang their pages on it."""

from flask import Blueprint

desks = Blueprint("desks", __name__)

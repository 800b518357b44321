"""The pages of the dispatcher: importing this module hangs each of them on the blueprint."""

from hotline.desks.dispatch import bulk, desk, requests

PAGES = (bulk, desk, requests)

"""The first page, and the list of mailboxes with its search."""

from flask import Response, request

from hotline import web
from hotline.portal import queries
from hotline.portal.blueprint import portal

CITY_HEADS = ("secretary", "mayor")


@portal.get("/")
def home() -> Response:
    """What one can do here, the two heads' mailboxes first."""
    heads = [post for code in CITY_HEADS if (post := queries.post(code))]
    return web.render("portal/home.html", heads=heads)


@portal.get("/mailboxes")
def mailboxes() -> Response:
    """Every mailbox, grouped; `?q=` narrows it down."""
    wanted = request.args.get("q", "")[:60]
    return web.render("portal/mailboxes.html", groups=queries.mailboxes(wanted), wanted=wanted)

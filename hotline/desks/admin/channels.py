"""The administrator's doors: how each does, how it proves who speaks, its limit, its way back, what is connected."""

from flask import Response
from flask_babel import gettext as _

from hotline import clamav, clock, i18n, web
from hotline.channels import door_states
from hotline.channels.labels import DOOR_STATES, PROOFS, SORTS, WAYS_BACK
from hotline.desks.blueprint import desks
from hotline.tickets import labels, scanning
from hotline.tickets.labels import say


@desks.get("/staff/admin/channels")
@web.staff("admin")
def admin_channels() -> Response:
    city = web.actor().city
    return web.render(
        "desks/admin_channels.html",
        rows=[(row, say(labels.CHANNELS, row.channel)) for row in door_states.states(city, clock.now())],
        connected=door_states.connected(city),
        waiting=door_states.to_post(city),
        scanner=_scanner(),
        unscanned=scanning.waiting(city),
        state_words=lambda code: say(DOOR_STATES, code),
        proof=lambda code: say(PROOFS, code),
        back=lambda code: say(WAYS_BACK, code),
        sort=lambda code: say(SORTS, code),
        limit=_limit,
    )


def _scanner() -> tuple[str, str] | None:
    """(what the virus scanner says of itself, what is wrong); none where the city has none."""
    if not clamav.used():
        return None
    try:
        return clamav.version(), ""
    except clamav.Unreachable as error:
        return "", error.words(i18n.language())


def _limit(text: str) -> str:
    """`600/minute` in words."""
    count, _slash, span = text.partition("/")
    if not count:
        return "—"
    return str(_("%(n)s a minute", n=count) if span == "minute" else _("%(n)s an hour", n=count))

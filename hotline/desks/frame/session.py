"""How long a sign-in lasts without a sign of life, and how a person stays (继续使用).

Flask's signed cookie carries the moment of its making and is refused when it is older than the setting. Each page a
person opens makes it anew; what a page asks for by itself (`X-Quiet`) does not, or an open tab would never sign out.
A part of a page that is asked for while somebody types makes it anew only when half its time is over: its answer may
come after that of the form sent meanwhile, and an older cookie would undo what that one holds (what was just taken).
"""

from typing import Any

from flask import Response, jsonify, request, session

from hotline import clock, config, web
from hotline.desks.blueprint import desks

QUIET = "X-Quiet"
UNTIL = "until"
"""The second at which this sign-in ends, for telling; the cookie's own age is what ends it."""
WARN_SECONDS = 180
LEFT = "/staff/session"


def lasts() -> int:
    """Seconds a sign-in lasts after the last page."""
    return config.settings().sign_in_minutes * 60


@desks.app_context_processor
def _session() -> dict[str, Any]:
    return {"session_left": lasts(), "session_warning": WARN_SECONDS}


@desks.after_app_request
def _renew(response: Response) -> Response:
    if request.path.startswith("/staff") and QUIET not in request.headers and web.signed_in() is not None:
        now = int(clock.now().timestamp())
        if not _is_part() or session.get(UNTIL, 0) - now < lasts() // 2:
            session[UNTIL] = now + lasts()
    return response


def _is_part() -> bool:
    """A script asked, beside a page that stays. `/staff/session` is asked to renew and nothing else."""
    asked_by_script = "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return asked_by_script and request.path != LEFT


@desks.get(LEFT)
@web.staff()
def session_left() -> Response:
    """Seconds left; asked with `X-Quiet` it only tells, without it the sign-in begins anew."""
    left = lasts()
    if QUIET in request.headers:
        left = max(0, int(session.get(UNTIL, 0)) - int(clock.now().timestamp()))
    response = jsonify(left=left)
    response.headers["Cache-Control"] = "no-store"
    return response

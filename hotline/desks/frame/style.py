"""The style guide as a page (样式一览): every component in its states, for designing; never in a real city."""

from typing import Any

from flask import Response, abort

from hotline import config, i18n, styleguide, web
from hotline.desks.blueprint import desks


@desks.get("/staff/styleguide")
@web.staff()
def style() -> Response:
    if not (config.settings().demo or config.settings().debug):
        abort(404)
    words: dict[str, Any] = styleguide.sample(i18n.language())
    return web.render("styleguide.html", **words)

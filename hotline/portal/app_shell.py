"""What makes the site an app on a telephone (PWA): the manifest, the service worker, the page without a network."""

import json

from flask import Response, current_app, jsonify, make_response, render_template, url_for
from flask_babel import gettext as _

from hotline import config, i18n, web
from hotline.brand import Brand
from hotline.portal.blueprint import portal
from hotline.web import static_url

SHELL = (
    "vendor/bootstrap-5.3.9.min.css", "tokens.css", "tokens-dark.css", "tokens-contrast.css",
    "tokens-contrast-dark.css", "app.css", "parts.css", "citizen.css", "portal.css", "mark.svg", "js/offline.js",
)  # fmt: skip
"""What the page without a network needs, fetched when the worker is installed."""
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable"))
AN_HOUR = "public, max-age=3600"


@portal.get("/manifest.webmanifest")
@web.limiter.exempt
def manifest() -> Response:
    """One app for citizens and staff; a long press on its icon leads to either's first page."""
    name = config.settings().city_name_en if i18n.language() == "en" else config.settings().city_name
    answer = jsonify(
        id="/", name=_("%(city)s 12345 hotline", city=name), short_name="12345", lang="zh-CN", start_url="/",
        scope="/", display="standalone", background_color="#F4F6F9", theme_color="#1A56B0", categories=["government"],
        icons=_icons(current_app.extensions["brand"]),
        shortcuts=[
            {"name": _("Write a letter"), "url": url_for("portal.new_letter")},
            {"name": _("Check progress"), "url": url_for("portal.track_form")},
            {"name": _("Work list"), "url": "/staff/"},
        ],
    )  # fmt: skip
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = AN_HOUR
    return answer


@portal.get("/sw.js")
@web.limiter.exempt
def worker() -> Response:
    """Served from the root, because a worker rules only what lies below its own address; asked for anew each time."""
    shell = [static_url(path) for path in SHELL] + [url_for("portal.offline")]
    code = (config.resource("static") / "js" / "worker.js").read_text(encoding="utf-8")
    answer = make_response(f"const SHELL = {json.dumps(shell)};\n{code}")
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@portal.get("/offline")
@web.limiter.exempt
def offline() -> Response:
    """Without a network: what still works, which is the telephone. Holds nothing of anybody."""
    answer = make_response(render_template("portal/offline.html"))
    answer.headers["Cache-Control"] = AN_HOUR
    return answer


def _icons(brand: Brand) -> list[dict[str, str]]:
    """The city's own mark where it has one; the browser scales it."""
    if brand.mark:
        mark = url_for("brand.mark", v=brand.digest)
        return [{"src": mark, "sizes": "any", "type": brand.mark_kind, "purpose": "any"}]
    return [
        {"src": static_url(f"app/{file}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for file, side, purpose in ICONS
    ]

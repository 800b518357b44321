"""The site as an app: its manifest, its worker at the root, and a page without a network that holds nobody's data."""

import json
import re

from flask import Flask

from hotline.portal.app_shell import SHELL
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal.writing import written


def test_the_manifest_makes_it_installable_and_its_icons_are_there(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.get_data(as_text=True))
    assert answer.mimetype == "application/manifest+json"
    assert (told["start_url"], told["display"]) == ("/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    for icon in told["icons"]:
        assert client.get(icon["src"]).get_data().startswith(b"\x89PNG")


def test_the_worker_rules_from_the_root_and_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    shell = json.loads(re.findall(r"const SHELL = (\[.*?\]);", answer.get_data(as_text=True))[0])
    assert len(shell) == len(SHELL) + 1
    for path in shell:
        assert client.get(path).status_code == 200, path


def test_the_page_without_a_network_is_the_same_for_everybody(app: Flask, client: Client) -> None:
    written(client)
    page = client.get("/offline")
    assert page.get_data() == new_client(app).get("/offline").get_data()
    assert "Set-Cookie" not in page.headers
    for number in ("tel:12345", "tel:110", "tel:119", "tel:120"):
        assert number in page.get_data(as_text=True)

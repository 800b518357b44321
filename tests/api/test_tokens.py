"""Keys of programs: printed once, kept as a hash, ended at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask

from hotline import config, web
from hotline.api import tokens
from hotline.api.models import ServiceToken
from hotline.app import create_app
from hotline.cli import main
from hotline.db import db
from tests.browsing import Client

REQUEST = {"service_code": "0204", "description": "路灯不亮。", "lat": "30.657", "long": "104.081"}
POST = "/open311/v2/requests.json"


@pytest.fixture
def run(app: Flask) -> Callable[..., tuple[int, str, str]]:
    """A `hotline` command as a shell runs it: (exit code, stdout, stderr)."""

    def call(*words: str) -> tuple[int, str, str]:
        answer = CliRunner().invoke(main, words)
        tokens.forget()
        return answer.exit_code, answer.stdout, answer.stderr

    return call


def test_a_key_is_printed_once_and_kept_as_a_hash(app: Flask, run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("tokens", "add", "演示APP", "--scopes", "open311,api")
    secret = out.strip()
    assert (code, out.count("\n"), secret[:3], len(secret) > 40, "once" in err) == (0, 1, "hl_", True, True)
    with app.app_context():
        (row,) = tokens.rows(config.settings().city)
        assert (row.name, row.scopes, secret in repr(vars(row))) == ("演示APP", ["api", "open311"], False)
        found = tokens.recognise(secret, "open311")
        assert found is not None
        assert found.name == "演示APP"
        assert tokens.recognise(secret[:-1], "open311") is None
    assert secret not in run("tokens", "list")[1]


@pytest.mark.parametrize(
    "words", [("--scopes", "everything"), ("--scopes", ""), ("--scopes", "api", "--per-minute", "0")]
)
def test_an_absurd_key_is_refused_in_one_line(
    app: Flask, run: Callable[..., tuple[int, str, str]], words: tuple[str, ...]
) -> None:
    code, out, err = run("tokens", "add", "演示", *words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    with app.app_context():
        assert db.session.query(ServiceToken).count() == 0


def test_a_name_stands_for_one_key(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("tokens", "add", "演示", "--scopes", "api")[0] == 0
    assert run("tokens", "add", "演示", "--scopes", "api")[0] == 1


def test_where_there_is_a_key_posting_needs_one(client: Client, run: Callable[..., tuple[int, str, str]]) -> None:
    assert client.post(POST, data=REQUEST).status_code == 201
    secret = run("tokens", "add", "演示", "--scopes", "open311")[1].strip()
    other = run("tokens", "add", "别的", "--scopes", "api")[1].strip()
    new = {**REQUEST, "title": "二"}
    assert client.post(POST, data=new).status_code == 403
    assert client.post(POST, data={**new, "api_key": other}).json[0]["code"] == 403
    assert client.post(POST, data={**new, "api_key": secret}).status_code == 201
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.post(POST, json={**REQUEST, "title": "三"}, headers=bearer).status_code == 201
    assert client.post(f"{POST}?api_key={secret}", json={**REQUEST, "title": "四"}).status_code == 201
    assert client.post(POST, json={**REQUEST, "title": "五", "api_key": secret}).status_code == 201
    assert client.get("/open311/v2/requests.json").status_code == 200
    assert run("tokens", "end", "演示")[0] == 0
    assert client.post(POST, data={**new, "title": "六"}).status_code == 201, "no key works, so none is needed"
    assert run("tokens", "end", "演示")[0] == 1


def test_each_key_has_its_own_limit(
    app: Flask, settings: config.Settings, run: Callable[..., tuple[int, str, str]]
) -> None:
    slow = run("tokens", "add", "慢", "--scopes", "open311", "--per-minute", "2")[1].strip()
    fast = run("tokens", "add", "快", "--scopes", "open311")[1].strip()
    guarded = create_app(replace(settings, rate_limits=True))
    guarded.testing = True
    try:
        client = guarded.test_client()
        asked = [client.post(POST, data={**REQUEST, "title": str(n), "api_key": slow}) for n in range(3)]
        assert [answer.status_code for answer in asked] == [201, 201, 429]
        assert asked[-1].json[0]["code"] == 429
        assert client.post(POST, data={**REQUEST, "title": "再", "api_key": fast}).status_code == 201
    finally:
        web.limiter.reset()
        web.limiter.enabled = False
        config.use(settings)
        with guarded.app_context():
            db.session.remove()
            db.engine.dispose()

"""A server that forks reads pages and duties before it does, and leaves its processes no connection to share."""

from dataclasses import replace

from flask import Flask
from sqlalchemy.pool import QueuePool

from hotline import config
from hotline.app import warmed
from hotline.db import db
from hotline.routing import queries as routing


def test_the_first_call_finds_the_pages_and_the_catalogue_read(app: Flask) -> None:
    routing.forget()

    ready = warmed()

    assert ready.jinja_env.cache is not None
    assert {name for _loader, name in ready.jinja_env.cache} == set(ready.jinja_env.list_templates())
    assert routing._built is not None
    assert len([*(config.settings().var / "pages").iterdir()]) == len(ready.jinja_env.list_templates())
    with ready.app_context():
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedin() + pool.checkedout() == 0


def test_a_server_starts_while_its_database_is_away(app: Flask, settings: config.Settings) -> None:
    config.use(replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none"))
    try:
        assert warmed().test_client().get("/healthz").status_code == 200
    finally:
        config.use(settings)

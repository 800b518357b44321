"""What a monitor asks: alive, able to serve, and numbers without persons."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text

from hotline import clock as clocks
from hotline import config, events, jobs, outbox, wiring
from hotline.channels import inbox
from hotline.db import db, transaction
from hotline.jobs import Job
from tests.browsing import Client


def beat(app: Flask, ago: timedelta = timedelta(0)) -> None:
    with app.app_context():
        jobs.run(Job("inbox", lambda now: 0), clocks.now() - ago)


def test_alive_says_so_without_the_database(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").json["status"]) == (200, "ok")


def test_ready_when_every_part_is_well(app: Flask, client: Client) -> None:
    beat(app)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["parts"]) == (200, {"database": "ok", "migrations": "ok", "jobs": "ok"})


def test_not_ready_while_no_jobs_run(app: Flask, client: Client) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").json["parts"]["jobs"]) == (503, "never ran")
    beat(app, ago=timedelta(minutes=6))
    assert client.get("/readyz").json["parts"]["jobs"].startswith("silent since")


def test_not_ready_behind_the_newest_migration(app: Flask, client: Client) -> None:
    beat(app)
    with app.app_context(), transaction():
        db.session.execute(text("update alembic_version set version_num = '0000'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["parts"]["migrations"]) == (503, "run hotline init")


def test_numbers_tell_what_waits_and_name_nobody(app: Flask, client: Client) -> None:
    def fail(_happened: Any) -> None:
        raise OSError("not now")

    now = clocks.now()
    with app.app_context():
        inbox.arrive("phone", b"{}", now)
        events.connect({"receive": (fail,)})
        try:
            inbox.arrive("phone", b'{"title": "demo person"}', now)
        finally:
            events.connect(wiring.HANDLERS)
        inbox.arrive("phone", b'{"title": "late"}', now - timedelta(days=60))
        with transaction():
            db.session.execute(text("update tickets set due_at = '2020-01-01 00:00:00+00:00'"))
            outbox.post(config.settings().city, "unit:510104", "a cause", "sign", {}, now)
    beat(app)
    answer = client.get("/metrics")
    told = answer.get_data(as_text=True)
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert 'hotline_inbox_rows{state="new"} 1.0' in told
    assert 'hotline_inbox_rows{state="quarantined"} 1.0' in told
    assert "hotline_tickets_overdue 1.0" in told
    assert 'hotline_outbox_rows{state="dead"} 0.0' in told
    assert "demo person" not in told


def test_a_database_that_is_gone_is_said_not_shown_as_an_error(app: Flask, client: Client) -> None:
    with app.app_context(), transaction():
        db.session.execute(text("drop table alembic_version"))
        db.session.execute(text("alter table heartbeats rename to elsewhere"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["parts"]["database"]) == (503, "ok")
    assert answer.json["parts"]["migrations"] == "run hotline init"

"""For whoever watches this machine: `/healthz` alive, `/readyz` able to serve, `/metrics` numbers. No personal data."""

from datetime import datetime, timedelta
from functools import cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from hotline import __version__, clock, config, jobs, web
from hotline.api import queries
from hotline.channels import silence
from hotline.channels.mailboxes import accounts
from hotline.db import db
from hotline.tickets import scanning

BEAT = timedelta(minutes=5)
"""Jobs run every few seconds; after this long without a heartbeat nobody is running them."""

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@web.limiter.exempt
def healthz() -> Response:
    return jsonify(status="ok", version=__version__)


@blueprint.get("/readyz")
@web.limiter.exempt
def readyz() -> Response:
    """200 when every part is well, else 503; the body names the parts: `ok` or what is wrong."""
    parts = _parts()
    good = all(said == "ok" for said in parts.values())
    response = jsonify(status="ok" if good else "unavailable", parts=parts)
    response.status_code = 200 if good else 503
    return response


@blueprint.get("/metrics")
@web.limiter.exempt
def metrics() -> Response:
    """Prometheus text. Counts stop at `queries.COUNTED`, so that being watched costs nothing."""
    city, now = config.settings().city, clock.now()
    registry = CollectorRegistry(auto_describe=False)
    inbox = Gauge("hotline_inbox_rows", "Raw messages by state, counted up to 10000", ["state"], registry=registry)
    outbox = Gauge(
        "hotline_outbox_rows", "Outgoing messages by state, counted up to 10000", ["state"], registry=registry
    )
    overdue = Gauge("hotline_tickets_overdue", "Open tickets past their limit, counted up to 10000", registry=registry)
    unscanned = Gauge(
        "hotline_files_unscanned", "Files that wait for the virus scanner, counted up to 10000", registry=registry
    )
    unscanned.set(scanning.waiting(city))
    age = Gauge("hotline_jobs_heartbeat_age_seconds", "Seconds since any job last ended well", registry=registry)
    _doors(registry, city, now)
    for state in ("new", "quarantined"):
        inbox.labels(state).set(queries.inbox_rows(city, state))
    for state in ("waiting", "dead"):
        outbox.labels(state).set(queries.outbox_rows(city, state))
    overdue.set(queries.overdue(city, now))
    beat = jobs.last_beat()
    age.set((now - beat).total_seconds() if beat else float("inf"))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _doors(registry: CollectorRegistry, city: str, now: datetime) -> None:
    """When each door last brought something, whether that is too long ago, and which mailboxes can't be read."""
    age = Gauge("hotline_door_age_seconds", "Seconds since the last message of a door", ["door"], registry=registry)
    silent = Gauge("hotline_door_silent", "1 for a door silent longer than usual", ["door"], registry=registry)
    failing = Gauge("hotline_mailboxes_failing", "Mailboxes that could not be read the last time", registry=registry)
    for door in silence.watched(city):
        age.labels(door.name).set((now - door.last_at).total_seconds())
        silent.labels(door.name).set(door.silent_since is not None)
    failing.set(sum(account.failures > 0 for account in accounts.every(city) if account.active))


def _parts() -> dict[str, str]:
    try:
        connection = db.session.connection()
        at = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": "unreachable", "migrations": "unknown", "jobs": "unknown"}
    wanted = _heads()
    return {
        "database": "ok",
        "migrations": "ok" if at == wanted else "run hotline init",
        "jobs": _jobs() if at else "unknown",
    }


def _jobs() -> str:
    try:
        beat = jobs.last_beat()
    except SQLAlchemyError:
        db.session.rollback()
        return "unknown"
    if beat is None:
        return "never ran"
    return "ok" if clock.now() - beat <= BEAT else f"silent since {clock.iso(beat)}"


@cache
def _heads() -> frozenset[str]:
    made = Config()
    made.set_main_option("script_location", str(config.resource("migrations")))
    return frozenset(ScriptDirectory.from_config(made).get_heads())

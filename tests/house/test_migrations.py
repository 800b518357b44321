"""Migrations read as a history, and lead exactly to the models."""

import re

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from hotline.db import Base, db
from tests.house import code

VERSIONS = code.ROOT / "migrations" / "versions"


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [path.name[:5] for path in sorted(VERSIONS.glob("*.py"))]
    assert numbers == [f"{number:04d}_" for number in range(1, len(numbers) + 1)]
    assert numbers != []


def test_migrations_have_names_that_say_what_they_do() -> None:
    unclear = [path.name for path in VERSIONS.glob("*.py") if not re.fullmatch(r"\d{4}_[a-z0-9_]{3,}\.py", path.name)]
    assert unclear == []


def test_migrations_stand_in_one_line(app: Flask) -> None:
    with app.app_context():
        scripts = ScriptDirectory.from_config(_settings(app))
    history = [revision.revision for revision in scripts.walk_revisions()]
    assert history == sorted(history, reverse=True)
    assert len(scripts.get_heads()) == 1
    assert len(history) == len(list(VERSIONS.glob("*.py")))


def test_migrations_lead_exactly_to_the_models(app: Flask) -> None:
    with app.app_context():
        command.check(_settings(app))


def test_every_table_of_the_models_was_made(app: Flask) -> None:
    with app.app_context():
        assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def _settings(app: Flask) -> Config:
    return app.extensions["migrate"].migrate.get_config()

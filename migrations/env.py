"""Alembic's way into the application: the engine of the app, the metadata of `hotline.db.Base`."""

from alembic import context
from flask import current_app

import hotline.wiring  # noqa: F401 - loads every model
from hotline.db import Base, db


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            **(current_app.extensions["migrate"].configure_args or {}),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

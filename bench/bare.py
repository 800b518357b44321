"""The plain one that intake is measured against: Flask, one row, one commit. `python -m bench.bare` makes its table."""

import os

from flask import Flask, request
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, create_engine

from hotline import db

table = Table("bare", MetaData(), Column("id", BigInteger, primary_key=True), Column("body", String(2000)))


def engine_of_place() -> Engine:
    return create_engine(os.environ["HOTLINE_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))


def create_app() -> Flask:
    """`POST /` keeps the body and answers 201. The same drivers and SQLite settings as the program."""
    app, engine = Flask("bare"), engine_of_place()

    @app.post("/")
    def keep() -> tuple[str, int]:
        with engine.begin() as connection:
            connection.execute(table.insert(), {"id": db.new_id(), "body": request.get_data(as_text=True)[:2000]})
        return "", 201

    return app


if __name__ == "__main__":
    table.metadata.create_all(engine_of_place(), checkfirst=True)

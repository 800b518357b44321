"""The data rules that let one schema serve a county on SQLite and a province on Citus, held against every table."""

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

import hotline.wiring  # noqa: F401 - loads every model
from hotline.db import Base

pytestmark = pytest.mark.once

REFERENCE = {"units", "posts", "users", "categories", "calendar_years", "limit_packs", "heartbeats"}
"""Dictionaries, accounts, heartbeats: small, without ticket data, the same on every node. The rest is ticket-like."""

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
TICKET_LIKE = [table for table in TABLES if table.name not in REFERENCE]

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
each_ticket_like = pytest.mark.parametrize("table", TICKET_LIKE, ids=lambda table: table.name)


def test_reference_tables_exist() -> None:
    assert {table.name for table in TABLES} >= REFERENCE


@each_ticket_like
def test_the_city_is_part_of_the_primary_key(table: Table) -> None:
    assert "city" in table.primary_key.columns
    assert not table.c.city.nullable


@each_ticket_like
def test_the_city_is_part_of_every_unique_key(table: Table) -> None:
    without = [sorted(names) for names in _unique_keys(table) if "city" not in names]
    assert without == []


@each_ticket_like
def test_the_city_is_part_of_every_key_to_a_ticket_like_table(table: Table) -> None:
    without = [
        key.name
        for key in table.foreign_key_constraints
        if key.referred_table.name not in REFERENCE and not _joins_city(key)
    ]
    assert without == []


@each_table
def test_a_reference_table_never_points_at_tickets(table: Table) -> None:
    targets = {key.referred_table.name for key in table.foreign_key_constraints}
    assert table.name not in REFERENCE or targets <= REFERENCE


@each_table
def test_ids_are_made_by_the_application(table: Table) -> None:
    counted = [
        column.name
        for column in table.columns
        if column.identity is not None
        or (column.default is not None and column.default.is_sequence)
        or (column.primary_key and column.server_default is not None)
        or column is table.autoincrement_column
    ]
    assert counted == []


@each_table
def test_every_foreign_key_has_an_index(table: Table) -> None:
    bare = [key.name for key in table.foreign_key_constraints if not _indexed(table, key)]
    assert bare == []


@each_table
def test_ids_are_64_bit(table: Table) -> None:
    narrow = [
        column.name
        for column in table.columns
        if (column.name == "id" or column.name.endswith("_id")) and not _wide(column)
    ]
    assert narrow == []


def _unique_keys(table: Table) -> Iterator[set[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield {column.name for column in constraint.columns}
    for index in table.indexes:
        if index.unique:
            yield {column.name for column in index.columns}


def _joins_city(key: ForeignKeyConstraint) -> bool:
    return any(pair.parent.name == "city" and pair.column.name == "city" for pair in key.elements)


def _indexed(table: Table, key: ForeignKeyConstraint) -> bool:
    """Some index begins with the columns of the key; the city may stand anywhere, every query names it."""
    wanted = {name for name in key.column_keys if name != "city"}
    keys = [list(table.primary_key.columns)]
    keys += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes if isinstance(index, Index)]
    return any(_leading(columns, len(wanted)) == wanted for columns in keys)


def _leading(columns: "list[Column[object]]", count: int) -> set[str]:
    return set([column.name for column in columns if column.name != "city"][:count])


def _wide(column: "Column[object]") -> bool:
    return isinstance(column.type, BigInteger) or column.type.python_type is not int

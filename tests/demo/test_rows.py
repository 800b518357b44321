"""The plain rows have exactly the columns of the tables."""

from dataclasses import fields

import pytest

from hotline.demo.writing import TABLES


@pytest.mark.once
@pytest.mark.parametrize("row", TABLES, ids=lambda row: row.__name__)
def test_a_row_has_the_columns_of_its_table(row):
    assert {field.name for field in fields(row)} == set(TABLES[row].__table__.columns.keys())

"""The page on what each desk costs: its figures are counted right and its prose stays."""

import pytest

from scripts.desk_rows import percentile
from scripts.desks import BEGIN, END, filled

pytestmark = pytest.mark.once


def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed() -> None:
    waits = [float(one) for one in range(20, 0, -1)]
    assert (percentile(waits, 50), percentile(waits, 95), percentile(waits, 96)) == (10, 19, 20)
    assert percentile([7.0], 95) == 7


def test_a_new_table_takes_the_place_of_the_old_one_and_of_nothing_else() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    new = filled(page, "today", ["| one |"])
    assert "old" not in new
    assert new.startswith(f"before\n{BEGIN}\ntoday.\n")
    assert new.endswith(f"| one |\n{END}\nafter\n")

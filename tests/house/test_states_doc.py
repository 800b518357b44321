"""docs/states.md says what `STEPS` says."""

import subprocess
import sys

import pytest

from tests.house import code

pytestmark = pytest.mark.once


def test_the_page_of_states_is_the_table() -> None:
    written = (code.ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    made = subprocess.run(
        [sys.executable, code.ROOT / "scripts" / "states.py"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert written == made, "run .venv/bin/python scripts/states.py > docs/states.md"

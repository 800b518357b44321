"""Golden files: an output that a person has read and found right, kept in tests/golden/ and compared.

`GOLDEN=write` writes them anew; the difference is then read in the commit like any other change.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def assert_golden(name: str, text: str) -> None:
    """The text equals the kept file, or the test fails with the difference."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    assert text.splitlines() == kept, f"tests/golden/{name} differs: read it, then GOLDEN=write"

"""The floors of docs/architecture.md hold: `.importlinter` says how, import-linter looks."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.house import code

pytestmark = pytest.mark.once


def test_packages_import_downwards_only(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--cache-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=code.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_an_order_inside() -> None:
    contracts = ConfigParser()
    contracts.read(code.ROOT / ".importlinter", encoding="utf-8")
    ordered = set(contracts["importlinter:contract:inside"]["containers"].split())
    packages = [path.parent.relative_to(code.ROOT).parts for path in (code.ROOT / "hotline").rglob("*/__init__.py")]
    present = {".".join(parts) for parts in packages if len(parts) > 1}
    assert present - {"hotline.cli", "hotline.seed", "hotline.tickets.actions"} == ordered


def test_the_rooms_of_the_tests_are_those_of_the_packages() -> None:
    tests = {path.parent.relative_to(code.ROOT / "tests") for path in (code.ROOT / "tests").glob("*/*/test_*.py")}
    assert [room for room in sorted(tests) if not (code.ROOT / "hotline" / room / "__init__.py").exists()] == []

"""The rules of the house that a reader cannot see at a glance, read from the source itself."""

import ast
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.house import code

pytestmark = pytest.mark.once

MOST_LINES = 400
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "services", "service", "manager", "managers", "misc"}
CLOCKS = re.compile(r"\b(?:datetime|date|dt)\.(?:now|utcnow|today)$|^time\.time$|^(?:localtime|gmtime)$")


def test_only_db_commits() -> None:
    found = [
        f"{code.name(path)}:{line} {call}()"
        for path in code.modules("hotline")
        for call, line in code.calls(code.parsed(path))
        if call.endswith(".commit") and code.name(path) != "hotline/db.py"
    ]
    assert found == []


def test_only_clock_reads_the_time() -> None:
    found = [
        f"{code.name(path)}:{line} {call}()"
        for path in code.modules("hotline")
        for call, line in code.calls(code.parsed(path))
        if CLOCKS.search(call) and code.name(path) != "hotline/clock.py"
    ]
    assert found == []


def test_only_web_knows_the_current_user() -> None:
    found = [
        f"{code.name(path)}:{line}"
        for path in code.modules("hotline")
        for name, line in code.names(code.parsed(path))
        if name == "current_user" and code.name(path) != "hotline/web.py"
    ]
    assert found == []


def test_no_name_says_nothing() -> None:
    paths = [path for folder in (*code.CODE, "templates") for path in (code.ROOT / folder).rglob("*")]
    assert [code.name(path) for path in paths if path.stem.lstrip("_") in VAGUE_NAMES] == []


def test_every_module_says_what_it_holds() -> None:
    silent = [
        code.name(path)
        for path in code.modules()
        if not ast.get_docstring(code.parsed(path)) and not _is_migration(path)
    ]
    assert silent == []


def test_files_stay_small() -> None:
    # A migration is written by a machine and read once.
    paths = [path for path in [*code.modules(), *code.templates()] if not _is_migration(path)]
    assert {code.name(path): _lines(path) for path in paths if _lines(path) > MOST_LINES} == {}


def test_functions_tell_no_role_apart() -> None:
    found = [
        f"{code.name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in code.modules("hotline")
        if path.stem in {"views", "forms", "labels"}
        for node in ast.walk(code.parsed(path))
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".role")
    ]
    assert found == []


def test_nothing_waits_to_be_done() -> None:
    word = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    here = Path(__file__)
    paths = [path for path in [*code.modules(), *code.templates()] if path != here]
    assert [code.name(path) for path in paths if word.search(path.read_text(encoding="utf-8"))] == []


def test_every_exception_to_a_check_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
    found = [
        f"{code.name(path)}:{number}"
        for path in code.modules("hotline")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_the_distribution_carries_every_package() -> None:
    setup = ConfigParser()
    setup.read(code.ROOT / "setup.cfg", encoding="utf-8")
    listed = set(setup["options"]["packages"].split())
    folders = {code.name(path.parent).replace("/", ".") for path in code.modules("hotline")}
    assert folders - listed == set(), "list them in [options] packages of setup.cfg"


def _is_migration(path: Path) -> bool:
    return "versions" in path.parts


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8", errors="replace").count("\n")

"""The program's own source, as the house tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("hotline", "migrations", "tests", "scripts", "bench")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(*folders: str) -> list[Path]:
    """Every Python file under these folders of the project (all of `CODE` when none is named)."""
    return sorted(path for folder in folders or CODE for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """A file as people write it: `hotline/tickets/actions.py`."""
    return path.relative_to(ROOT).as_posix()


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each call as its dotted text and line: `db.session.commit`, 12."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each name used or imported, attributes included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2], 0

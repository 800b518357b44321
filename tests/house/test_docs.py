"""The documents name everything a person can set or call, and nothing that is not there."""

import re
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from tests.house import code

pytestmark = pytest.mark.once

SETTING = re.compile(r"HOTLINE_[A-Z0-9_]+")
README = ("README.md", "README.zh-CN.md")


def _read(name: str) -> str:
    return (code.ROOT / name).read_text(encoding="utf-8")


def _settings() -> set[str]:
    return {found for path in code.modules("hotline") for found in SETTING.findall(path.read_text(encoding="utf-8"))}


def _commands(group: click.Group, before: str = "hotline") -> Iterator[str]:
    asked = click.Context(group)
    for name in group.list_commands(asked):
        command = group.get_command(asked, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")
        elif not command.hidden:
            yield f"{before} {name}"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert set(SETTING.findall(_read("docs/settings.md"))) == _settings()


def test_every_command_of_a_module_can_be_called() -> None:
    from hotline import cli

    modules = [import_module(f"hotline.cli.{path.stem}") for path in (code.ROOT / "hotline/cli").glob("[a-z]*.py")]
    made = {one.name: module.__name__ for module in modules for one in getattr(module, "COMMANDS", ())}
    assert made == {name: f"hotline.cli.{module}" for name, module in cli.MODULES.items()}


@pytest.mark.parametrize("readme", README)
def test_the_readme_names_every_command(readme: str) -> None:
    from hotline import cli

    text = _read(readme)
    assert [command for command in _commands(cli.main) if command not in text] == []


@pytest.mark.parametrize("readme", README)
def test_the_readme_names_the_two_commands(readme: str) -> None:
    text = _read(readme)
    assert "make run" in text
    assert "make test" in text


def test_the_floors_are_drawn_as_they_are_kept() -> None:
    kept = _read(".importlinter").partition("layers =\n")[2].partition("containers")[0].split("\n")
    drawn = (
        _read("docs/architecture.md").partition("## Floors")[2].partition("```\n")[2].partition("```")[0].split("\n")
    )
    said = [re.split(r"\s{2,}|\bthe ground", line)[0].strip() for line in drawn]
    assert [line for line in said if line] == [line.strip() for line in kept if line.strip()]


def test_every_room_is_described() -> None:
    described = re.findall(r"^\| `(\w+/\w+)` \|", _read("docs/architecture.md"), re.MULTILINE)
    rooms = [path.parent.relative_to(code.ROOT / "hotline") for path in (code.ROOT / "hotline").glob("*/*/__init__.py")]
    assert sorted(described) == sorted(room.as_posix() for room in rooms if room.as_posix() != "tickets/actions")


def test_links_between_documents_lead_somewhere() -> None:
    pages = [code.ROOT / name for name in README] + sorted((code.ROOT / "docs").rglob("*.md"))
    broken = [
        f"{code.name(page)} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []

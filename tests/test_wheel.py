"""The built wheel is whole: installed into an empty environment, away from the checkout, it opens pages."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
CARRIED = ("hotline", "templates", "static", "migrations", "translations")
OPEN_A_PAGE = """
import json, re
import hotline
from hotline.app import create_app

client = create_app().test_client()
page = client.get("/")
sheet = re.search(r'href="(/static/[^"]+\\.css[^"]*)"', page.text)
print(json.dumps({
    "package": hotline.__file__,
    "status": page.status_code,
    "page": page.text,
    "sheet": client.get(sheet[1]).status_code if sheet else "the page links no stylesheet",
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout is left as it was."""
    source = tmp_path_factory.mktemp("source")
    for name in CARRIED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "LICENSE", "NOTICE", "README.md"):
        shutil.copy(ROOT / name, source / name)
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", ".", cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel; its dependencies are read from the environment of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder)
    python = str(folder / "bin" / "python")
    pip = (sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check")
    _run(*pip, "install", "--no-deps", "--no-index", str(wheel), cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A line of a .pth file is a plain folder: the editable install of the checkout beside it is not followed.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def test_the_wheel_carries_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    expected = {
        path.relative_to(ROOT).as_posix() if name == "hotline" else f"hotline/{path.relative_to(ROOT).as_posix()}"
        for name in CARRIED
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(expected - packed) == []


def test_the_wheel_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert re.search(r"^License(-Expression)?: Apache-2\.0$", metadata, re.MULTILINE)
    assert [name.rpartition("/")[2] for name in names if "/licenses/" in name] == ["LICENSE", "NOTICE"]


def test_the_installed_wheel_opens_a_page_and_its_stylesheet(environment: Path, tmp_path: Path) -> None:
    _run(str(environment / "bin" / "hotline"), "init", cwd=tmp_path)
    seen = json.loads(_run(str(environment / "bin" / "python"), "-c", OPEN_A_PAGE, cwd=tmp_path))
    assert seen["package"].startswith(str(environment))
    assert seen["status"] == 200
    assert 'lang="zh' in seen["page"]
    assert "成都" in seen["page"]
    assert seen["sheet"] == 200


def test_the_installed_command_shows_its_help(environment: Path, tmp_path: Path) -> None:
    assert "init" in _run(str(environment / "bin" / "hotline"), "--help", cwd=tmp_path)


def _run(*command: str, cwd: Path) -> str:
    """The output of a command that must succeed, run without any setting or path of the checkout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "PYTHON"))}
    done = subprocess.run(
        command, cwd=cwd, env={**clean, "HOTLINE_VAR": str(cwd / "var")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

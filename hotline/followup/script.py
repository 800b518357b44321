"""What is said on the telephone (回访话术): the wording of seed/visit_script.toml with its blanks filled."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "seed" / "visit_script.toml"
PARTS = ("greeting", "told", "confidential", "contacted", "solved", "satisfied", "treated", "reason", "goodbye", "redo")


def lines(language: str, facts: Mapping[str, str]) -> dict[str, str]:
    """Each part of the script in `zh` or `en`. `facts` fills day, title and unit; each may hold any characters."""
    tongue = "en" if language.startswith("en") else "zh"
    return {part: words[tongue].format_map(facts) for part, words in wording().items()}


@cache
def wording(file: Path = FILE) -> dict[str, dict[str, str]]:
    """The file as it is; KeyError names a part or a language that it lacks."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return {part: {"zh": data[part]["zh"], "en": data[part]["en"]} for part in PARTS}

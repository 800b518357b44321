"""What a city decides about its telephones: limits, attempts, reasons, words to an abusive caller."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "seed" / "calls.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """`callback`: a missed call is called back within; `retry`: between two attempts; `claim`: one person's to call."""

    callback: timedelta
    retry: timedelta
    claim: timedelta
    attempts: int
    silent_ringing: timedelta
    silent_talk: timedelta
    warnings: int
    longest_tag: int
    reasons: dict[str, tuple[str, str]]
    script: tuple[tuple[str, str], ...]
    """What is said at each warning, then at the end: (Chinese, English)."""


@cache
def rules() -> Rules:
    """The city's table."""
    given = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    back, quiet, guard, tag = given["callback"], given["silence"], given["protection"], given["nuisance"]
    script = tuple((row["zh"], row["en"]) for row in guard["script"])
    return Rules(
        callback=timedelta(minutes=back["within_minutes"]), retry=timedelta(minutes=back["retry_minutes"]),
        claim=timedelta(minutes=back["claim_minutes"]), attempts=back["attempts"],
        silent_ringing=timedelta(minutes=quiet["ringing_minutes"]), silent_talk=timedelta(hours=quiet["talk_hours"]),
        warnings=len(script) - 1, longest_tag=tag["longest_days"],
        reasons={code: (row["zh"], row["en"]) for code, row in tag["reasons"].items()}, script=script,
    )  # fmt: skip

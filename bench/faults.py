"""Fifty messages a second through four doors for a minute while processes are killed with -9: none lost, none twice.

`BENCH_SECONDS` sends for longer or shorter. Anything lost, twice or left undone ends the bench with an error.
"""

import os
from collections.abc import Iterator
from datetime import timedelta

from bench.places import Place
from bench.table import Figure
from hotline import clock
from tests import mailserver
from tests.faults import storm
from tests.mailserver import PASSWORD

SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
PER_SECOND = 50
GAP = 3.0
"""Seconds between two kills on the average."""


def figures(place: Place) -> Iterator[Figure]:
    place = place.beside("storm")
    wanted = storm.Storm(messages=SECONDS * PER_SECOND, per_second=PER_SECOND, gap=GAP)
    with mailserver.server() as mails:
        box = mails.mailbox()
        server = ["--host", "127.0.0.1", "--port", str(box.port), "--security", "plain", "--login", box.name]
        place.run("-m", "hotline.cli", "mailbox", "add", "storm@city.example", *server, "--password", PASSWORD)
        told = storm.blow(wanted, place.environment, box)
        _settle(place)
    wrong = storm.broken_promises(told, place.url)
    if wrong or len(told.acknowledged) != wanted.messages:
        raise RuntimeError(f"storm {wanted.seed}: {len(told.acknowledged)} acknowledged; {wrong[:5]}")
    place.run("-m", "hotline.cli", "boards", "recount")
    late = sorted(told.late)
    kills = ", ".join(f"{count} {kind}" for kind, count in sorted(told.kills.items()))
    yield Figure(
        f"{wanted.messages:,} messages while processes are killed ({kills}): lost or twice", "0", place.name, "", "0"
    )
    yield Figure("their rate", f"{wanted.messages / told.seconds:.1f}/s", place.name, "", f"{PER_SECOND}/s")
    yield Figure(
        "from due to acknowledged, tries included",
        f"median {_at(late, 50):.2f} s, p90 {_at(late, 90):.1f} s, longest {late[-1]:.1f} s",
        place.name,
        f"{told.tries / wanted.messages:.2f} tries a message",
    )


def _settle(place: Place) -> None:
    """What the killed processes left is finished by those that come after them, here two at a time."""
    later = clock.iso(clock.now() + timedelta(hours=1))
    for job in ("mail", "inbox"):
        both = [place.start("-m", "hotline.cli", "jobs", "once", job, "--at", later) for _ in range(2)]
        for process in both:
            process.communicate(timeout=300)
        if any(process.returncode for process in both):
            raise RuntimeError(f"the job {job} failed")


def _at(late: list[float], percent: int) -> float:
    return late[len(late) * percent // 100]

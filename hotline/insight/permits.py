"""Who looks at the whole city's issues, who answers for alerts, who publishes notices of outages."""

from hotline.actors import Actor

READERS = ("dispatcher", "supervisor", "mayor", "auditor")
ACTING = ("dispatcher", "supervisor", "mayor")
MERGING = ("dispatcher",)
"""Of the readers, who puts tickets together."""
NOTICE_READERS = ("operator", "dispatcher", "supervisor", "mayor", "auditor")
NOTICE_WRITERS = ("dispatcher", "supervisor")


def answers(actor: Actor) -> bool:
    """May take an alert up and close it."""
    return actor.role in ACTING


def merges(actor: Actor) -> bool:
    """May put tickets about one event together."""
    return actor.role in MERGING


def publishes(actor: Actor) -> bool:
    """May publish a notice of an outage and end it."""
    return actor.role in NOTICE_WRITERS

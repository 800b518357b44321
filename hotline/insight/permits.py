"""Who looks at the whole city's issues, who answers for alerts, who publishes notices of outages."""

from hotline.actors import Actor

READERS = ("dispatcher", "supervisor", "mayor", "auditor")
ACTING = ("dispatcher", "supervisor", "mayor")
NOTICE_READERS = ("operator", "dispatcher", "supervisor", "mayor", "auditor")
NOTICE_WRITERS = ("dispatcher", "supervisor")


def answers(actor: Actor) -> bool:
    """May take an alert up and close it."""
    return actor.role in ACTING


def publishes(actor: Actor) -> bool:
    """May publish a notice of an outage and end it."""
    return actor.role in NOTICE_WRITERS

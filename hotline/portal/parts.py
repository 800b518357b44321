"""The parts of a letter (来信的各步): in which order they are asked, and which fields each of them asks for."""

from collections.abc import Iterable

PARTS: dict[str, tuple[str, ...]] = {
    "matter": ("mailbox", "body", "title", "kind"),
    "where": ("address", "district", "lon", "lat"),
    "photos": ("files",),
    "reach": ("name", "phone", "email", "confidential", "follow_up", "public"),
}
"""The problem first, the person last. After the last part everything is shown to be checked."""

STEPS = len(PARTS) + 1
"""The parts and the page to check, as a person counts them."""
WHOLE = "all"


def known(part: str) -> str:
    """The part if there is such a one, else empty: the whole letter on one page."""
    return part if part in PARTS else ""


def first() -> str:
    return next(iter(PARTS))


def number(part: str) -> int:
    """第n步; the first is 1."""
    return list(PARTS).index(part) + 1


def after(part: str) -> str:
    """The next part, or empty after the last one."""
    order = list(PARTS)
    return order[number(part)] if number(part) < len(order) else ""


def before(part: str) -> str:
    order = list(PARTS)
    return order[number(part) - 2] if number(part) > 1 else ""


def of_field(name: str) -> str:
    """Where a field is asked for; the first part for what is asked nowhere."""
    return next((part for part, names in PARTS.items() if name in names), first())


def first_with(names: Iterable[str]) -> str:
    """The earliest part that one of these fields belongs to; empty when there are none."""
    wanted = {of_field(name) for name in names}
    return next((part for part in PARTS if part in wanted), "")

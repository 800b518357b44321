"""Who hears what happened. The table of listeners is given once, by `wiring`; nobody registers himself on import."""

from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[[Any], None]

_listeners: Mapping[str, tuple[Listener, ...]] = {}


def connect(listeners: Mapping[str, tuple[Listener, ...]]) -> None:
    """Take the table: name of what happened → those who hear it, in order."""
    global _listeners
    _listeners = listeners


def publish(name: str, happened: Any) -> None:
    """Tell every listener of `name`, and of `*`, in the same transaction."""
    for listener in (*_listeners.get(name, ()), *_listeners.get("*", ())):
        listener(happened)

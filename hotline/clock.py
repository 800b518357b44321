"""The only reader of time. Times are aware; UTC inside, Asia/Shanghai on the page."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hotline import config

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in UTC; `HOTLINE_NOW` freezes it for tests and demos."""
    frozen = config.frozen_now()
    return frozen.astimezone(UTC) if frozen else datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the city's wall clock."""
    return moment.astimezone(LOCAL)


def today() -> date:
    """The city's date now."""
    return local(now()).date()


def parse(text: str) -> datetime:
    """An ISO 8601 moment; one without an offset is the city's wall clock. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def iso(moment: datetime) -> str:
    """ISO 8601 with the city's offset, whole seconds: `2026-11-20T17:30:00+08:00`."""
    return local(moment).replace(microsecond=0).isoformat()

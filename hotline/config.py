"""Settings from the environment. Each has a default, a meaning and a line in docs/settings.md."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline.errors import Misconfigured

PACKAGE = Path(__file__).resolve().parent
SHORTEST_SIGN_IN = 5
"""Minutes: people must be told two minutes before it ends, and have time to read it."""


@dataclass(frozen=True, slots=True)
class Settings:
    var: Path
    database_url: str
    secret_key: str
    seal_keys: tuple[str, ...]
    city: str
    city_name: str
    city_name_en: str
    city_colour: str
    city_mark: Path | None
    sign_in_minutes: int
    debug: bool
    rate_limits: bool
    demo: bool
    api_key: str
    proxies: int
    smtp_url: str
    mail_from: str
    calls_secrets: tuple[str, ...]
    ami_url: str
    ami_contexts: frozenset[str]
    recordings_url: str
    transcripts: Path | None
    mail_reply: str
    connections: Path
    clamav: str
    mail_roots: Path | None
    mail_authserv: str


def load() -> Settings:
    """Read the environment; make the keys on the first run, readable by the owner alone."""
    var = Path(os.environ.get("HOTLINE_VAR", "var")).resolve()
    return Settings(
        var=var,
        database_url=_database_url(var),
        secret_key=os.environ.get("HOTLINE_SECRET_KEY") or _kept_key(var / "secret.key"),
        seal_keys=_keys(os.environ.get("HOTLINE_SEAL_KEY") or _kept_key(var / "seal.key")),
        city=os.environ.get("HOTLINE_CITY", "510100"),
        city_name=os.environ.get("HOTLINE_CITY_NAME", "成都市"),
        city_name_en=os.environ.get("HOTLINE_CITY_NAME_EN", "Chengdu"),
        city_colour=os.environ.get("HOTLINE_CITY_COLOUR", "").strip(),
        city_mark=Path(mark) if (mark := os.environ.get("HOTLINE_CITY_MARK", "").strip()) else None,
        sign_in_minutes=max(SHORTEST_SIGN_IN, _count("HOTLINE_SIGN_IN_MINUTES", 480)),
        debug=_flag("HOTLINE_DEBUG"),
        rate_limits=os.environ.get("HOTLINE_RATE_LIMITS", "on") != "off",
        demo=_flag("HOTLINE_DEMO") or (var / "demo").exists(),
        api_key=os.environ.get("HOTLINE_API_KEY", ""),
        proxies=_count("HOTLINE_PROXIES"),
        smtp_url=os.environ.get("HOTLINE_SMTP_URL", ""),
        mail_from=os.environ.get("HOTLINE_MAIL_FROM", "12345@localhost"),
        calls_secrets=_keys(os.environ.get("HOTLINE_CALLS_SECRET", "")),
        ami_url=os.environ.get("HOTLINE_AMI_URL", ""),
        ami_contexts=frozenset(_keys(os.environ.get("HOTLINE_AMI_CONTEXTS", "from-trunk,from-pstn,from-external"))),
        recordings_url=os.environ.get("HOTLINE_RECORDINGS_URL", "").strip(),
        transcripts=Path(folder) if (folder := os.environ.get("HOTLINE_TRANSCRIPTS", "").strip()) else None,
        mail_reply=_reply_pattern(),
        connections=Path(os.environ.get("HOTLINE_CONNECTIONS") or var / "connections.toml"),
        clamav=_scanner(),
        mail_roots=Path(bundle) if (bundle := os.environ.get("HOTLINE_MAIL_ROOTS", "").strip()) else None,
        mail_authserv=os.environ.get("HOTLINE_MAIL_AUTHSERV", "").strip(),
    )


_used: Settings | None = None


def settings() -> Settings:
    """The settings of this process, read once."""
    return _used or use(load())


def use(chosen: Settings) -> Settings:
    """Take these settings for this process."""
    global _used
    _used = chosen
    return chosen


def frozen_now() -> datetime | None:
    """`HOTLINE_NOW`, allowed only while `HOTLINE_DEBUG` is on."""
    text = os.environ.get("HOTLINE_NOW")
    if not text:
        return None
    if not _flag("HOTLINE_DEBUG"):
        raise Misconfigured("HOTLINE_NOW只能在HOTLINE_DEBUG=1时使用。", "HOTLINE_NOW needs HOTLINE_DEBUG=1.")
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def resource(name: str) -> Path:
    """`templates`, `static`, `migrations`, `translations`: inside the wheel, or beside the package in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _database_url(var: Path) -> str:
    url = os.environ.get("HOTLINE_DATABASE_URL") or f"sqlite:///{var / 'hotline.db'}"
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            return "postgresql+psycopg://" + url.removeprefix(old)
    return url


def _reply_pattern() -> str:
    pattern = os.environ.get("HOTLINE_MAIL_REPLY", "").strip()
    if pattern and (pattern.count("{token}") != 1 or "{token}" not in pattern.partition("@")[0]):
        raise Misconfigured(
            "HOTLINE_MAIL_REPLY要在@前面写一个{token}，例如12345+{token}@example.gov.cn。",
            "HOTLINE_MAIL_REPLY holds one {token} before its @, as in 12345+{token}@example.gov.cn.",
        )
    return pattern


def _scanner() -> str:
    address = os.environ.get("HOTLINE_CLAMAV", "").strip()
    host, _colon, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdecimal()):
        raise Misconfigured(
            "HOTLINE_CLAMAV要填主机和端口，例如127.0.0.1:3310，或以/开头的套接字路径。",
            "HOTLINE_CLAMAV is host:port, or the path of a socket beginning with /.",
        )
    return address


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "on", "true", "yes"}


def _count(name: str, default: int = 0) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise Misconfigured(f"{name}要填一个整数。", f"{name} is a whole number.")
    return int(text)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(",") if key.strip())


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()

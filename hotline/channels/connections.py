"""What the city has connected: WeChat, WeCom, feeds, partners, with their secrets, in one file `HOTLINE_CONNECTIONS`.

Sections: `[open311]`, `[wechat]`, `[wecom]`, `[[feed]]`, `[[partner]]`; docs/operations.md explains every key. The file
is read again when it changes. Without it no such door is open.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hotline import config
from hotline.errors import Misconfigured

KEY_LENGTH = 43
"""Characters of WeChat's EncodingAESKey: 32 bytes in Base64 without the last `=`."""


@dataclass(frozen=True, slots=True)
class Wechat:
    """An official account (公众号) or, with `agent`, a WeCom application (企业微信应用)."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    """EncodingAESKey; empty: plain mode only."""
    secret: str = field(default="", repr=False)
    api: str = ""
    """Address of the platform or of a gateway in front of it; empty: what is sent goes to the spool."""
    template: str = ""
    """Id of the template message for notices (公众号), unused by WeCom."""
    template_subject: str = "thing1"
    template_number: str = "character_string2"
    """The names of its two fields: what happened, and the number of the matter."""
    page: str = ""
    """Address of this site as citizens reach it, for the link in a notice."""
    agent: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """One source outside: a forum, a microblog, a medium, a monitor of public opinion (舆情)."""

    code: str
    name: str
    channel: str
    """weibo | forum | opinion"""
    secret: str = field(default="", repr=False)
    """Signs its webhook; empty: no webhook."""
    url: str = ""
    """RSS or Atom to poll; empty: nothing is polled."""
    post_url: str = ""
    """Gateway that posts replies back; empty: a person posts them."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Another platform that matters go to and come from: 110, the province, 信访."""

    code: str
    name: str
    map: str
    """Which table of states it uses: a key of hotline/seed/transfer_states.toml."""
    secret: str = field(repr=False)
    url: str = ""
    """Where transfers and states are sent; empty: to the spool."""
    unit: str = ""
    """The unit of the city it belongs to: what accuses or complains of that unit is not passed on."""


@dataclass(frozen=True, slots=True)
class Connections:
    jurisdictions: frozenset[str] = frozenset()
    wechat: Wechat | None = None
    wecom: Wechat | None = None
    feeds: dict[str, Feed] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)


_NONE = Connections()
_read: tuple[Path, int, Connections] | None = None


def known() -> Connections:
    """The connections as they stand in the file now. Raises Misconfigured naming what is wrong."""
    global _read
    path = config.settings().connections
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return _NONE
    if _read is None or _read[:2] != (path, changed):
        _read = (path, changed, read(path.read_text(encoding="utf-8")))
    return _read[2]


def read(text: str) -> Connections:
    """The connections of a TOML text. Raises Misconfigured."""
    try:
        data = tomllib.loads(text)
        feeds = [Feed(**row) for row in data.get("feed", ())]
        partners = [Partner(**row) for row in data.get("partner", ())]
        found = Connections(
            jurisdictions=frozenset(data.get("open311", {}).get("jurisdictions", ())),
            wechat=_wechat(data.get("wechat")),
            wecom=_wechat(data.get("wecom")),
            feeds={row.code: row for row in feeds},
            partners={row.code: row for row in partners},
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise _wrong(str(error)) from error
    for row in feeds:
        if row.channel not in {"weibo", "forum", "opinion"}:
            raise _wrong(f"feed {row.code}: channel {row.channel!r}")
    if len(found.feeds) < len(feeds) or len(found.partners) < len(partners):
        raise _wrong("the same code stands twice")
    return found


def _wechat(table: dict[str, Any] | None) -> Wechat | None:
    if table is None:
        return None
    account = Wechat(**table)
    if account.aes_key and len(account.aes_key) != KEY_LENGTH:
        raise _wrong(f"aes_key has {len(account.aes_key)} characters, not {KEY_LENGTH}")
    return account


def _wrong(why: str) -> Misconfigured:
    return Misconfigured(f"渠道连接文件有误：{why}。", f"The file of connections is wrong: {why}.")

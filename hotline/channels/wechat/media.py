"""The job that fetches pictures, voice and films from WeChat and hangs them on their matter."""

import logging
from datetime import datetime, timedelta

from hotline import config, files
from hotline.channels import connections, inbox, queries
from hotline.channels.connections import Wechat
from hotline.channels.wechat import gateway, store
from hotline.channels.wechat.models import WechatMedia
from hotline.db import transaction

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
BACK_OFF = (30, 120, 600, 3600, 3600 * 6, 3600 * 24)
"""Seconds until the next try: WeChat keeps a file for three days."""
UNFINISHED = timedelta(minutes=2)
"""A file of a matter that is not submitted yet waits for so long before it is looked at again."""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "audio/amr": "amr", "audio/mpeg": "mp3", "video/mp4": "mp4"}


def fetch(now: datetime) -> int:
    """Fetch and attach what is due. Returns how many files were attached."""
    city, account, attached = config.settings().city, connections.known().wechat, 0
    while True:
        with transaction():
            row = store.due_media(city, now, now + LEASE)
            if row is None:
                return attached
            found = (row.id, row.state, row.media_id, row.tries)
            matter = row.matter
        row_id, state, media_id, tries = found
        if state == "waiting" and not _kept(city, row_id, account, media_id, tries, now):
            continue
        attached += _attach(city, row_id, matter, now)


def _kept(city: str, row_id: int, account: Wechat | None, media_id: str, tries: int, now: datetime) -> bool:
    """Whether the file is on disk now; the network is spoken to outside any transaction."""
    try:
        if account is None or not account.api:
            raise gateway.Refused("not connected")
        content = gateway.media(account, media_id)
        files.check("微信文件", content)
        digest = files.store(content)
    except (OSError, gateway.Refused, files.Refused) as error:
        log.warning("media %s is not fetched: %s", row_id, type(error).__name__)
        over = tries >= len(BACK_OFF) or isinstance(error, files.Refused)
        later = now + timedelta(seconds=BACK_OFF[min(tries, len(BACK_OFF) - 1)])
        with transaction():
            store.settle_media(
                city, row_id, tries=tries + 1, next_at=later, state="failed" if over else "waiting",
                error=f"{type(error).__name__} {error}"[:80] if isinstance(error, gateway.Refused)
                else type(error).__name__,
            )  # fmt: skip
        return False
    with transaction():
        store.settle_media(city, row_id, state="kept", sha256=digest, error="")
    return True


def _attach(city: str, row_id: int, matter: str, now: datetime) -> int:
    """1 where the matter is a ticket and has the file now; else it is looked at again later."""
    with transaction():
        row = store.media_row(city, row_id)
        ticket = queries.ticket_of(city, "wechat", matter)
        if row.state != "kept":
            return 0
        if ticket is None:
            row.next_at = now + UNFINISHED
            return 0
        content = files.read(row.sha256)
        inbox.add_files(ticket, [(_name(row, content), content, row.sha256)], now)
        row.state = "attached"
        return 1


def _name(row: WechatMedia, content: bytes) -> str:
    kind = files.type_of(content)
    return f"微信{row.id % 10000:04d}.{ENDINGS.get(kind, 'bin')}"

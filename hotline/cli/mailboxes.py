"""`hotline mailbox`: the mailboxes letters are fetched from."""

import json
from datetime import date, datetime
from typing import Any

import click

from hotline import clock, config
from hotline.channels.mailboxes import accounts, imap
from hotline.channels.models import MailAccount
from hotline.cli.context import in_app
from hotline.db import db, transaction


@click.group()
def mailbox() -> None:
    """Mailboxes of posts on a mail server (IMAP)."""


@mailbox.command()
@click.argument("address")
@click.option("--host", required=True, help="Name of the IMAP server.")
@click.option("--port", type=int, default=0, help="Default: 993 for tls, 143 else.")
@click.option("--security", type=click.Choice(sorted(imap.SECURITY)), default="tls", show_default=True)
@click.option("--login", default="", help="Default: the address.")
@click.option("--post", default="", help="Code of the post it belongs to, e.g. mayor.")
@click.option("--folder", default="INBOX", show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave alone what came before this day.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for when not given; kept sealed.")
@in_app
def add(address: str, since: datetime | None, **said: Any) -> None:
    """Connect a mailbox. It is tried out first, and read by the job `mail` from then on."""
    day: date | None = since.date() if since else None
    wanted = accounts.Wanted(address=address, since=day, **said)
    count = accounts.probe(wanted.access())
    with transaction():
        accounts.add(config.settings().city, wanted, clock.now())
    click.echo(json.dumps({"address": address, "messages": count}, ensure_ascii=False))


@mailbox.command("list")
@in_app
def list_all() -> None:
    """One JSON object a mailbox."""
    for account in accounts.every(config.settings().city):
        click.echo(json.dumps(_told(account), ensure_ascii=False))


@mailbox.command()
@click.argument("address")
@in_app
def check(address: str) -> None:
    """Sign in and count the mails; takes none."""
    access = accounts.access(accounts.by_address(config.settings().city, address))
    db.session.rollback()
    click.echo(json.dumps({"address": address, "messages": accounts.probe(access)}, ensure_ascii=False))


@mailbox.command()
@click.argument("address")
@click.option("--off", is_flag=True, help="Stop reading it.")
@in_app
def switch(address: str, off: bool) -> None:
    """Go on reading a mailbox, or stop with --off. What came meanwhile is fetched later."""
    with transaction():
        accounts.pause(accounts.by_address(config.settings().city, address), not off, clock.now())


def _told(account: MailAccount) -> dict[str, Any]:
    return {
        "address": account.address, "post": account.post or "", "server": f"{account.host}:{account.port}",
        "security": account.security, "folder": account.folder, "active": account.active,
        "checked_at": clock.iso(account.checked_at) if account.checked_at else "", "failures": account.failures,
        "error": account.error, "seen_uid": account.seen_uid,
    }  # fmt: skip


COMMANDS = (mailbox,)

"""The mailboxes letters are fetched from (收信信箱): each belongs to a post, its password is sealed and never shown."""

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from hotline import clock, i18n, web
from hotline.channels.mailboxes import accounts
from hotline.channels.models import MailAccount
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.errors import Incomplete
from hotline.people import queries as people


class MailboxForm(Form):  # type: ignore[misc]  # wtforms has no types
    address = StringField(_l("Address of the mailbox"), [InputRequired()])
    post = SelectField(
        _l("Belongs to the post"),
        choices=lambda: [("", _("The letter itself tells")), *_posts()],
        description=_l("Every letter fetched here is a letter to this post"),
        validate_choice=False,
    )
    host = StringField(_l("Mail server (IMAP)"), [InputRequired()], description=_l("For example imap.example.gov.cn"))
    security = SelectField(
        _l("Connection"),
        choices=lambda: [("tls", "TLS"), ("starttls", "STARTTLS"), ("plain", _("Not encrypted"))],
        validate_choice=False,
    )
    port = IntegerField(_l("Port"), [Optional()], description=_l("Empty: 993 for TLS, else 143"))
    login = StringField(_l("Sign-in name"), description=_l("Empty: the address"))
    password = PasswordField(
        _l("Password"), description=_l("Or the code for mail programs, where the provider has one")
    )
    folder = StringField(_l("Folder"), default="INBOX")
    since = DateField(_l("Only what came since"), [Optional()], description=_l("Empty: everything in the folder"))

    def wanted(self) -> accounts.Wanted:
        said: dict[str, Any] = {name: (self[name].data or "") for name in _WORDS}
        return accounts.Wanted(port=self.port.data or 0, since=self.since.data, **said)


_WORDS = ("address", "post", "host", "security", "login", "password", "folder")


@desks.get("/staff/admin/mailboxes")
@web.staff("admin")
def admin_mailboxes() -> Response:
    return _page(MailboxForm(data={"security": "tls", "folder": "INBOX", "since": clock.today()}))


@desks.post("/staff/admin/mailboxes")
@web.staff("admin")
def admin_add_mailbox() -> Response:
    """Tried out first: a wrong password is better told now than tomorrow."""
    form = MailboxForm(request.form)
    if not form.validate():
        only_read()
        return _page(form, 422)
    try:
        wanted = form.wanted()
        _try_out(wanted)
        with transaction():
            accounts.add(web.actor().city, wanted, clock.now())
    except (Incomplete, accounts.NotReached) as error:
        _blame(form, error)
        return _page(form, error.status)
    flash(_("%(address)s is connected. Its letters come in within a minute.", address=wanted.address), "success")
    return web.see_other("desks.admin_mailboxes")


@desks.get("/staff/admin/mailboxes/<int:account_id>")
@web.staff("admin")
def admin_mailbox(account_id: int) -> Response:
    account = accounts.one(web.actor().city, account_id)
    return _one(account, MailboxForm(obj=account, data={"password": "", "post": account.post or ""}))


@desks.post("/staff/admin/mailboxes/<int:account_id>")
@web.staff("admin")
def admin_change_mailbox(account_id: int) -> Response:
    account = accounts.one(web.actor().city, account_id)
    form = MailboxForm(request.form)
    if not form.validate():
        only_read()
        return _one(account, form, 422)
    try:
        with transaction():
            accounts.change(accounts.one(web.actor().city, account_id), form.wanted(), clock.now())
    except Incomplete as error:
        _blame(form, error)
        return _one(accounts.one(web.actor().city, account_id), form, error.status)
    flash(_("Saved."), "success")
    return web.see_other("desks.admin_mailbox", account_id=account_id)


@desks.post("/staff/admin/mailboxes/<int:account_id>/check")
@web.staff("admin")
def admin_check_mailbox(account_id: int) -> Response:
    """Sign in and count; nothing is fetched."""
    access = accounts.access(accounts.one(web.actor().city, account_id))
    try:
        flash(_("The mailbox answers; %(n)s mails are in it.", n=accounts.probe(access)), "success")
    except accounts.NotReached as error:
        flash(error.words(i18n.language()), "error")
    return web.see_other("desks.admin_mailbox", account_id=account_id)


@desks.post("/staff/admin/mailboxes/<int:account_id>/active")
@web.staff("admin")
def admin_switch_mailbox(account_id: int) -> Response:
    active = request.form.get("active") == "yes"
    with transaction():
        accounts.pause(accounts.one(web.actor().city, account_id), active, clock.now())
    flash(_("Letters are fetched again.") if active else _("Letters stay where they are until you go on."), "success")
    return web.see_other("desks.admin_mailbox", account_id=account_id)


@desks.post("/staff/admin/mailboxes/<int:account_id>/mails/<int:mail_id>/again")
@web.staff("admin")
def admin_fetch_again(account_id: int, mail_id: int) -> Response:
    """A mail that several readings could not take is tried again."""
    with transaction():
        accounts.try_again(web.actor().city, mail_id, clock.now())
    flash(_("It is fetched again within a minute."), "success")
    return web.see_other("desks.admin_mailbox", account_id=account_id)


def _posts() -> list[tuple[str, str]]:
    return [(code, post.label(i18n.language())) for code, post in people.posts().items()]


def post_name(account: MailAccount) -> str:
    post = people.posts().get(account.post or "")
    return post.label(i18n.language()) if post else _("The letter itself tells")


def _try_out(wanted: accounts.Wanted) -> None:
    if wanted.password and wanted.host.strip():
        accounts.probe(wanted.access())


def _blame(form: MailboxForm, error: Incomplete | accounts.NotReached) -> None:
    field = error.field if isinstance(error, Incomplete) else "host"
    form[field].errors = [error.words(i18n.language())]
    only_read()


def _page(form: MailboxForm, status: int = 200) -> Response:
    rows = [(account, post_name(account)) for account in accounts.every(web.actor().city)]
    return web.render("desks/admin_mailboxes.html", status, form=form, rows=rows)


def _one(account: MailAccount, form: MailboxForm, status: int = 200) -> Response:
    aside = accounts.aside(account.city, account.id)
    return web.render("desks/admin_mailbox.html", status, account=account, form=form, aside=aside)

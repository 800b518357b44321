"""Files and the virus scanner, with a real clamd: what is opened, what is locked away, what waits."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from hotline import clamav, clock, config, files
from hotline.channels import inbox
from hotline.db import db, transaction
from hotline.outbox import Message
from hotline.tickets import queries, scanning
from hotline.tickets.models import Attachment
from hotline.tickets.scan_models import Scan
from tests import scanner
from tests.browsing import Client
from tests.desks import stages
from tests.scanner import EICAR, Scanner
from tests.tickets import walking

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(scope="module")
def clamd() -> Iterator[Scanner]:
    with scanner.running() as running:
        yield running


@pytest.fixture
def used(clamd: Scanner, app: Flask, settings: config.Settings) -> Iterator[Callable[[str], None]]:
    """The city has this scanner; with another address, one that nobody answers at."""

    def use(address: str = clamd.socket) -> None:
        config.use(replace(settings, clamav=address))

    use()
    yield use
    config.use(settings)


def letter(app: Flask, *contents: tuple[str, bytes]) -> str:
    """A ticket in hand whose letter had these files; its number."""
    number = stages.make(app, walking.handling)
    with app.app_context(), transaction():
        ticket = queries.get_ticket(number, walking.DISPATCHER)
        kept = [(name, content, files.store(content)) for name, content in contents]
        inbox.add_files(ticket, kept, clock.now())
    return number


def address(app: Flask, number: str, name: str) -> str:
    with app.app_context():
        ticket = queries.get_ticket(number, walking.DISPATCHER)
        found = next(one for one in queries.attachments(ticket) if one.name == name)
    return f"/staff/tickets/{number}/files/{found.id}"


def scan(app: Flask, later: timedelta = timedelta()) -> int:
    with app.app_context():
        return scanning.work(clock.now() + later)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return made.getvalue()


def test_the_scanner_answers_over_both_sockets(clamd: Scanner, settings: config.Settings) -> None:
    try:
        for place in (clamd.socket, clamd.port):
            config.use(replace(settings, clamav=place))
            assert clamav.version().startswith("ClamAV ")
            assert clamav.ask(b"harmless" * 20_000) == clamav.Verdict("")
            assert clamav.ask(b"") == clamav.Verdict("")
            assert clamav.ask(b"a letter with " + EICAR).found == scanner.NAME
            with pytest.raises(clamav.Unscanned):
                clamav.ask(b"x" * (scanner.MOST * 3))
        config.use(replace(settings, clamav=f"{clamd.folder}/nobody"))
        with pytest.raises(clamav.Unreachable):
            clamav.ask(b"harmless")
    finally:
        config.use(settings)


def test_a_virus_is_locked_away_and_told_once_while_the_letter_goes_on(
    app: Flask, used: Callable[[str], None], sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = letter(app, ("账单.pdf", PDF + EICAR), ("照片.png", picture()))
    assert (scan(app), scan(app)) == (2, 0)
    person = sign_in("clerk", walking.DISTRICT)
    assert person.get(address(app, number, "账单.pdf")).status_code == 403
    assert person.get(address(app, number, "照片.png")).status_code == 200
    page = person.get(stages.path(number)).get_data(as_text=True)
    assert "查出病毒，已封存" in page
    assert address(app, number, "账单.pdf") not in page
    assert stages.state(app, number) == "handling"
    with app.app_context():
        assert files.path(db.session.scalars(select(Attachment.sha256)).first() or "").exists()
        told = db.session.scalars(select(Message.recipient).where(Message.template == "file_locked")).all()
        assert sorted(one.partition(":")[0] for one in told) == ["petitioner", "unit"]
        assert [event.data["locked"] for event in queries.timeline(queries.get_ticket(number, walking.DISPATCHER))
                if event.verb == "note"] == ["账单.pdf"]  # fmt: skip


def test_the_citizen_reads_that_her_file_is_locked_away(
    app: Flask, client: Client, used: Callable[[str], None], clock: Callable[[str], None]
) -> None:
    number = letter(app, ("账单.pdf", PDF + EICAR))
    scan(app)
    with app.app_context():
        code = queries.get_ticket(number, walking.DISPATCHER).query_code
    client.submit("/track", {"number": number, "code": code})
    assert "“账单.pdf”里查出病毒" in client.get(f"/track/{number}").get_data(as_text=True)


def test_a_file_that_waits_is_scanned_the_moment_it_is_opened(
    app: Flask, used: Callable[[str], None], sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = letter(app, ("账单.pdf", PDF + EICAR), ("说明.pdf", PDF))
    person = sign_in("dispatcher")
    assert person.get(address(app, number, "账单.pdf")).status_code == 403
    assert person.get(address(app, number, "说明.pdf")).data == PDF
    with app.app_context():
        assert sorted(db.session.scalars(select(Scan.state))) == ["clean", "infected"]
    assert scan(app) == 0


def test_while_nobody_answers_letters_come_in_and_pictures_alone_are_seen(
    app: Flask, used: Callable[[str], None], clamd: Scanner, sign_in: Callable[..., Client],
    clock: Callable[[str], None],
) -> None:  # fmt: skip
    used(f"{clamd.folder}/nobody")
    number = letter(app, ("说明.pdf", PDF), ("照片.png", picture()))
    assert scan(app) == 0
    person, admin = sign_in("dispatcher"), sign_in("admin")
    assert person.get(address(app, number, "说明.pdf")).status_code == 503
    shown = person.get(address(app, number, "照片.png"))
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    page = admin.get("/staff/admin/channels").get_data(as_text=True)
    assert "查毒程序没有应答" in page
    assert "2个附件等待查毒" in page
    used(clamd.socket)
    assert scan(app) == 2
    assert person.get(address(app, number, "说明.pdf")).data == PDF
    page = admin.get("/staff/admin/channels").get_data(as_text=True)
    assert "应答正常" in page
    assert "等待查毒" not in page


def test_a_file_the_scanner_says_nothing_about_keeps_no_other_waiting(
    app: Flask, used: Callable[[str], None], clock: Callable[[str], None]
) -> None:
    letter(app, ("录像.pdf", PDF + b"x" * scanner.MOST * 2), ("说明.pdf", PDF))
    assert scan(app) == 1
    with app.app_context():
        waits = db.session.scalars(select(Scan).where(Scan.state == "waiting")).one()
        assert "size limit" in waits.said
    assert scan(app, timedelta(minutes=1)) == 0


def test_what_came_before_the_scanner_is_scanned_when_it_is_opened(
    app: Flask, used: Callable[[str], None], clamd: Scanner, settings: config.Settings,
    sign_in: Callable[..., Client], clock: Callable[[str], None],
) -> None:  # fmt: skip
    config.use(settings)
    number = letter(app, ("账单.pdf", PDF + EICAR))
    person = sign_in("dispatcher")
    assert person.get(address(app, number, "账单.pdf")).status_code == 200
    used(clamd.socket)
    assert person.get(address(app, number, "账单.pdf")).status_code == 403


def test_raw_bytes_with_a_virus_are_given_to_nobody(
    app: Flask, used: Callable[[str], None], sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    from hotline import clock as hotline_clock

    with app.app_context():
        row = inbox.arrive("app", b"not json " + EICAR, hotline_clock.now()).row_id
    admin = sign_in("admin")
    admin.submit("/staff/admin/inbox", {}, action=f"/staff/admin/inbox/{row}/open")
    assert admin.submit(f"/staff/admin/inbox/{row}", {}, action=f"/staff/admin/inbox/{row}/raw").status_code == 403

"""Signed, encrypted and split mails: what can be read is read, the rest waits for a person with its reason."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline import clock as clocks
from hotline.channels import inbox, mending
from hotline.channels.adapters import letter
from hotline.channels.clean import Unreadable
from hotline.channels.mail import smime
from hotline.channels.mailboxes import pieces
from hotline.channels.models import Inbox
from hotline.db import db
from hotline.tickets.models import Attachment, Ticket

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TOP = "From: 演示市民 <demo@example.com>\r\nSubject: 停水\r\nMessage-ID: <{name}@example.com>\r\nMIME-Version: 1.0\r\n"
PHOTO = b"\x89PNG\r\n\x1a\ndemo"
Signer = tuple[x509.Certificate, rsa.RSAPrivateKey]


@pytest.fixture(scope="module")
def signer() -> Signer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "demo")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(NOW).not_valid_after(NOW.replace(year=2036))
    return made.sign(key, hashes.SHA256()), key


def inner() -> bytes:
    """A text with a photo, as it stands inside an envelope."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content("小区停水两天。", charset="gb18030", cte="base64")
    mail.add_attachment(PHOTO, maintype="image", subtype="png", filename="现场.png")
    return mail.as_bytes()


def enveloped(content: bytes, kind: str = "application/pkcs7-mime", name: str = "smime.p7m") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail.set_content(content, *kind.split("/"), filename=name)
    return TOP.format(name="odd").encode() + mail.as_bytes()


def signed(signer: Signer, options: list[pkcs7.PKCS7Options], form: Encoding = Encoding.DER) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(inner()).add_signer(*signer, hashes.SHA256())
    return builder.sign(form, options)


def encrypted(signer: Signer) -> bytes:
    return pkcs7.PKCS7EnvelopeBuilder().set_data(inner()).add_recipient(signer[0]).encrypt(Encoding.DER, [])


def tlv(tag: int, content: bytes) -> bytes:
    """One field of unknown length, as programs write it that sign while they send."""
    return bytes((tag, 0x80)) + content + b"\0\0"


def in_pieces(content: bytes) -> bytes:
    """The outline of an envelope with its content in chunks; whose signatures follow, nobody here asks."""
    oid, data = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    chunks = [content[at : at + 100] for at in range(0, len(content), 100)]
    octets = tlv(0x24, b"".join(bytes((4, len(chunk))) + chunk for chunk in chunks))
    return tlv(0x30, oid + tlv(0xA0, tlv(0x30, b"\x02\x01\x01" + tlv(0x31, b"") + tlv(0x30, data + tlv(0xA0, octets)))))


def test_a_signature_beside_the_text_is_no_attachment(signer: Signer) -> None:
    raw = TOP.format(name="odd").encode() + signed(signer, [pkcs7.PKCS7Options.DetachedSignature], Encoding.SMIME)
    assert b"multipart/signed" in raw
    got = letter.parse(raw, NOW)
    assert (got.body, [file.name for file in got.files]) == ("小区停水两天。", ["现场.png"])


def test_what_stands_in_a_signed_envelope_is_read(signer: Signer) -> None:
    for content in (signed(signer, [pkcs7.PKCS7Options.Binary]), in_pieces(inner())):
        for kind in ("application/pkcs7-mime", "application/octet-stream"):
            got = letter.parse(enveloped(content, kind), NOW)
            assert (got.title, got.body) == ("停水", "小区停水两天。")
            assert [(file.name, file.content) for file in got.files] == [("现场.png", PHOTO)]


def test_an_encrypted_mail_waits_and_leads_back_to_its_sender(signer: Signer) -> None:
    pgp = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA0000\r\n-----END PGP MESSAGE-----\r\n"
    both = EmailMessage(policy=SMTP)
    both.set_content(b"Version: 1\r\n", "application", "pgp-encrypted")
    both.make_mixed()
    both.add_attachment(pgp, "application", "octet-stream", filename="encrypted.asc")
    both.replace_header("Content-Type", 'multipart/encrypted; protocol="application/pgp-encrypted"')
    top = TOP.format(name="odd").encode()
    for raw in (enveloped(encrypted(signer)), top + both.as_bytes(), top + b"Content-Type: text/plain\r\n\r\n" + pgp):
        with pytest.raises(Unreadable) as told:
            letter.parse(raw, NOW)
        assert told.value.zh == letter.ENCRYPTED
        draft = mending.guessed(raw)
        assert (draft.subject, draft.name, draft.email) == ("停水", "演示市民", "demo@example.com")
        assert draft.body == letter.ENCRYPTED


def test_an_encrypted_part_beside_a_text_is_a_file(signer: Signer) -> None:
    mail = EmailMessage(policy=SMTP)
    mail.set_content("见附件。")
    mail.add_attachment(encrypted(signer), "application", "pkcs7-mime", filename="smime.p7m")
    got = letter.parse(TOP.format(name="odd").encode() + mail.as_bytes(), NOW)
    assert (got.body, [file.name for file in got.files]) == ("见附件。", ["smime.p7m"])


def test_the_signature_of_a_file_is_a_file() -> None:
    (file,) = letter.parse(enveloped(b"0", "application/pkcs7-signature", "合同.pdf.p7s"), NOW).files
    assert file.name == "合同.pdf.p7s"


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/mac-binhex40"])
def test_what_cannot_be_opened_is_a_file_as_it_came(kind: str) -> None:
    content = b"(This file must be converted with BinHex 4.0)\r\n:demo:"
    (file,) = letter.parse(enveloped(content, kind, "照片.hqx"), NOW).files
    assert (file.name, file.content) == ("照片.hqx", content)


@given(st.binary(max_size=80), st.integers(0, 200), st.integers(0, 255))
def test_no_envelope_breaks_the_reader(junk: bytes, place: int, byte: int) -> None:
    whole = bytearray(in_pieces(b"Content-Type: text/plain\r\n\r\nx" * 4))
    whole[place % len(whole)] = byte
    for envelope in (junk, bytes(whole), bytes(whole[:place])):
        try:
            assert isinstance(smime.opened(envelope), bytes)
        except smime.Encrypted:
            assert envelope != junk or len(junk) > 10


def split(name: str, number: int, total: int, sender: str = "demo@example.com") -> bytes:
    """One of three pieces of a mail; the last one alone tells how many there are."""
    whole = (
        TOP.format(name="whole") + "Content-Type: text/plain; charset=utf-8\r\n\r\n小区停水两天。\r\n请尽快修。"
    ).encode()
    cut = [whole[:150], whole[150:250], whole[250:]]
    told = f'Content-Type: message/partial; id="{name}"; number={number}{f"; total={total}" if total else ""}'
    top = f"From: <{sender}>\r\nSubject: 停水 ({number})\r\nMessage-ID: <{name}-{number}@example.com>\r\n{told}\r\n\r\n"
    return top.encode() + cut[number - 1]


def test_a_mail_in_pieces_waits_for_the_last_and_is_one_letter(app: Flask) -> None:
    with app.app_context():
        first = [inbox.arrive("letter", split("a", number, 0), clocks.now()).reason for number in (2, 1)]
        assert [reason[:17] for reason in first] == [
            "这封邮件是拆成几封发来的，这是第2",
            "这封邮件是拆成几封发来的，这是第1",
        ]
        inbox.arrive("letter", split("a", 3, 3, "other@example.com"), clocks.now())
        assert pieces.join(clocks.now()) == 0, "another's piece does not complete it"
        inbox.arrive("letter", split("a", 3, 3), clocks.now())
        assert (pieces.join(clocks.now()), pieces.join(clocks.now())) == (1, 0)
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.title, ticket.external_id) == ("停水", "whole@example.com")
        assert ticket.body == "小区停水两天。\n请尽快修。"
        assert list(db.session.scalars(select(Attachment.id))) == []
        states = list(db.session.execute(select(Inbox.state, Inbox.ticket_id).order_by(Inbox.id)))
        assert states == [("done", ticket.id)] * 2 + [("quarantined", None)] + [("done", ticket.id)] * 2

"""What proves a mail's sender is told on its ticket: the signature, and what our own mail server found."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import compat32
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from flask import Flask

from hotline import clock as clocks
from hotline import config
from hotline.actors import system
from hotline.channels import inbox
from hotline.channels.mail import signature
from hotline.tickets import queries
from hotline.tickets.models import TicketEvent

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SENDER = "citizen@example.com"
WORDS = "锦江区锦华路三段路灯不亮，晚上很黑，请派人来修。"
AT = clocks.parse("2026-11-20T10:00:00+08:00")
INNER = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n".encode()
pytestmark = pytest.mark.usefixtures("clock")


def certificate(
    key: Key, name: str, by: tuple[x509.Certificate, Key] | None = None, email: str = ""
) -> x509.Certificate:
    """Of an authority, or of a person with this address."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = (by[0].subject, by[1]) if by else (subject, key)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=30)).not_valid_after(AT + timedelta(days=300))
        .add_extension(x509.BasicConstraints(ca=not by, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )  # fmt: skip
    if by:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    else:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return made.sign(signing, hashes.SHA256())


ROOT_KEY = ec.generate_private_key(ec.SECP256R1())
ROOT = certificate(ROOT_KEY, "演示证书机构")
KEYS: dict[str, Key] = {
    "ec": ec.generate_private_key(ec.SECP256R1()),
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
}


def signed(key: Key, email: str = SENDER, detached: bool = True) -> bytes:
    leaf = certificate(key, "演示市民", (ROOT, ROOT_KEY), email)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(INNER).add_signer(leaf, key, hashes.SHA256())
    if detached:
        inside = builder.sign(Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])
    else:
        wrapped = base64.encodebytes(builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary]))
        inside = (
            b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n" + wrapped
        )
    return f"From: {SENDER}\r\nSubject: light\r\nMessage-ID: <1@example.com>\r\n".encode() + inside


def proven(raw: bytes, roots: tuple[x509.Certificate, ...] = (ROOT,), at: datetime = AT) -> signature.Proof | None:
    return signature.checked(raw, message_from_bytes(raw, policy=compat32), SENDER, at, roots)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
@pytest.mark.parametrize("detached", [True, False])
def test_a_signature_that_fits_is_valid(kind: str, detached: bool) -> None:
    assert proven(signed(KEYS[kind], detached=detached)) == signature.Proof("valid", (SENDER,))


def test_a_mail_changed_on_its_way_does_not_fit() -> None:
    raw = signed(KEYS["ec"])
    changed = raw.replace("三段".encode(), "四段".encode())
    assert changed != raw
    assert proven(changed) == signature.Proof("changed", (SENDER,))


def test_lines_that_end_otherwise_are_no_change() -> None:
    found = proven(signed(KEYS["ec"]).replace(b"\r\n", b"\n"))
    assert found is not None
    assert found.state == "valid"


@pytest.mark.parametrize(
    ("raw", "roots", "at"),
    [
        (signed(KEYS["ec"]), (), AT),
        (signed(KEYS["ec"]), (certificate(KEYS["rsa"], "另一个机构"),), AT),
        (signed(KEYS["ec"]), (ROOT,), AT + timedelta(days=400)),
        (signed(KEYS["ec"], "somebody.else@example.com"), (ROOT,), AT),
        (signed(KEYS["ec"]).replace(b"\r\n\r\nMI", b"\r\n\r\nMJ", 1), (ROOT,), AT),
    ],
)
def test_who_signed_is_not_to_be_verified(raw: bytes, roots: tuple[x509.Certificate, ...], at: datetime) -> None:
    found = proven(raw, roots, at)
    assert found is not None
    assert found.state == "unknown"


def test_a_mail_without_a_signature_proves_nothing() -> None:
    assert proven(f"From: {SENDER}\r\n\r\n{WORDS}".encode()) is None


@pytest.fixture
def trusting(app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Flask]:
    """A city that trusts the demo authority and reads the results of its own mail server."""
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(ROOT.public_bytes(Encoding.PEM))
    config.use(replace(settings, mail_roots=bundle, mail_authserv="mx.city.example"))
    yield app
    config.use(settings)


def notes(app: Flask, raw: bytes) -> list[str]:
    with app.app_context():
        ticket = inbox.arrive("letter", raw, AT).ticket
        assert ticket is not None
        found: list[TicketEvent] = queries.timeline(queries.get_ticket(ticket.number, system("510100")))
        return [event.text for event in found if event.verb == "note"]


def test_the_ticket_tells_what_the_signature_proves_and_no_letter_is_refused(trusting: Flask) -> None:
    raw = signed(KEYS["ec"])
    assert notes(trusting, raw) == [f"邮件签名有效，签名人{SENDER}。"]
    changed = raw.replace("三段".encode(), "四段".encode()).replace(b"<1@", b"<2@")
    assert ["签名与内容不符" in one for one in notes(trusting, changed)] == [True]
    other = signed(KEYS["ec"], "somebody.else@example.com").replace(b"<1@", b"<3@")
    assert ["无法核实" in one for one in notes(trusting, other)] == [True]
    plain = f"From: {SENDER}\r\nMessage-ID: <4@example.com>\r\n\r\n{WORDS}".encode()
    assert notes(trusting, plain) == []


def test_only_our_own_server_is_believed_about_a_mail(trusting: Flask) -> None:
    told = (
        "Authentication-Results: evil.example; dkim=pass\r\n"
        "Authentication-Results: MX.city.example 1; spf=pass (the net) smtp.mailfrom=example.com;\r\n"
        ' dkim=fail reason="bad"; x-other=pass\r\n'
    )
    raw = f"{told}From: {SENDER}\r\nMessage-ID: <5@example.com>\r\n\r\n{WORDS}".encode()
    assert notes(trusting, raw) == ["本市邮件服务器核验：spf=pass，dkim=fail。"]
    foreign = f"{told.splitlines()[0]}\r\nFrom: {SENDER}\r\nMessage-ID: <6@example.com>\r\n\r\n{WORDS}".encode()
    assert notes(trusting, foreign) == []

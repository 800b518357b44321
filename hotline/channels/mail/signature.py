"""Whether a mail is what was signed, and by whom (S/MIME, RFC 8551 and 5652). Pure; nothing is refused for it.

Read are the mail's own signature around it (`multipart/signed`) and the signed envelope. What can't be checked here,
SM2 or an unusual structure among it, is told as such and never as wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID

from hotline.channels.mail import smime

VALID, CHANGED, UNKNOWN = "valid", "changed", "unknown"
"""签名有效 · 签名与内容不符 · 无法核实."""

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "608648016503040201": hashes.SHA256(),
    "608648016503040202": hashes.SHA384(),
    "608648016503040203": hashes.SHA512(),
}
_MESSAGE_DIGEST = "2a864886f70d010904"
_PSS = "2a864886f70d01010a"


@dataclass(frozen=True, slots=True)
class Proof:
    """`state` is VALID, CHANGED or UNKNOWN; `by` the addresses of the certificate, empty where none was read."""

    state: str
    by: tuple[str, ...] = ()


class _Odd(Exception):
    """Not a structure that is checked here."""


def checked(raw: bytes, message: Message, sender: str, at: datetime, roots: Sequence[x509.Certificate]) -> Proof | None:
    """What the signature proves at the moment `at`; None for a mail that bears none. `message` is `raw` as parsed.

    VALID: the mail is what was signed, by a certificate that one of `roots` stands for and that names `sender`.
    """
    found = _signed(raw, message)
    if found is None:
        return None
    content, envelope = found
    try:
        return _proof(content, envelope, sender, at, roots)
    except (_Odd, ValueError, TypeError, IndexError, RecursionError, UnsupportedAlgorithm):
        return Proof(UNKNOWN)


def _signed(raw: bytes, message: Message) -> tuple[bytes, bytes] | None:
    """The signed bytes and the signature around the whole mail; the bytes are empty where they stand inside it."""
    kind = message.get_content_type()
    if kind == "multipart/signed":
        parts = message.get_payload()
        if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[1], Message):
            return None
        if not smime.is_signature(parts[1].get_content_type()) or "pgp" in parts[1].get_content_type():
            return None
        border = str(message.get_boundary() or "").encode("latin-1", "replace")
        return _between(raw, border), bytes(parts[1].get_payload(decode=True) or b"")
    if not smime.is_envelope(kind, str(message.get_filename() or "")):
        return None
    envelope = bytes(message.get_payload(decode=True) or b"")
    try:
        return (b"", envelope) if smime.opened(envelope) else None
    except smime.Encrypted:
        return None


def _between(raw: bytes, border: bytes) -> bytes:
    """The first part as it was sent, each line ending in CR LF as it was signed."""
    _header, _sign, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    pieces = re.split(rb"(?:\A|\n)--" + re.escape(border) + rb"(?:--)?[ \t]*(?:\n|\Z)", body)
    return pieces[1].replace(b"\n", b"\r\n") if len(pieces) > 2 else b""


def _proof(content: bytes, envelope: bytes, sender: str, at: datetime, roots: Sequence[x509.Certificate]) -> Proof:
    inside, signer = smime.parts(envelope)
    known = pkcs7.load_der_pkcs7_certificates(envelope)
    leaf = next((one for one in known if one.serial_number == signer.serial), None)
    algorithm = _HASHES.get(signer.digest)
    if leaf is None or algorithm is None:
        return Proof(UNKNOWN)
    by = _addresses(leaf)
    if signer.attributes:
        if signer.attribute(_MESSAGE_DIGEST) != _digest(inside or content, algorithm):
            return Proof(CHANGED, by)
        stands = _stands(leaf, signer, b"\x31" + signer.attributes[1:], algorithm)
    else:
        stands = _stands(leaf, signer, inside or content, algorithm)
    if not stands:
        return Proof(CHANGED, by)
    trusted = sender.lower() in by and _trusted(leaf, known, at, roots)
    return Proof(VALID if trusted else UNKNOWN, by)


def _digest(content: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    made = hashes.Hash(algorithm)
    made.update(content)
    return made.finalize()


def _stands(leaf: x509.Certificate, signer: smime.Signer, content: bytes, algorithm: hashes.HashAlgorithm) -> bool:
    """Whether this key signed these bytes. Raises _Odd for a kind of key that is not read here."""
    key = leaf.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
            key.verify(signer.signature, content, pss if signer.algorithm == _PSS else padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signer.signature, content, ec.ECDSA(algorithm))
        else:
            raise _Odd
    except InvalidSignature:
        return False
    return True


def _trusted(
    leaf: x509.Certificate, known: Sequence[x509.Certificate], at: datetime, roots: Sequence[x509.Certificate]
) -> bool:
    """Whether a chain of the certificates in the mail ends at one of the roots."""
    if not roots:
        return False
    anything = verification.ExtensionPolicy.permit_all()
    authority = verification.ExtensionPolicy.webpki_defaults_ca()
    policy = verification.PolicyBuilder().store(verification.Store(list(roots))).time(at)
    built = policy.extension_policies(ca_policy=authority, ee_policy=anything).build_client_verifier()
    try:
        built.verify(leaf, [one for one in known if one != leaf])
    except verification.VerificationError:
        return False
    return True


def _addresses(leaf: x509.Certificate) -> tuple[str, ...]:
    """The e-mail addresses the certificate names, in lower case."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        listed = names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        listed = []
    subject = [str(one.value) for one in leaf.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    return tuple(dict.fromkeys(one.lower() for one in (*listed, *subject)))

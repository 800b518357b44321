"""S/MIME (RFC 8551): what stands in a signed envelope, and that an encrypted one can't be read. Pure.

What a signature proves is `signature`'s to say; a letter counts by what it says. Envelopes come in BER, often in pieces
of unknown length, which the libraries at hand for DER do not read; so the path to the content is walked here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURES = frozenset(("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"))
_ENVELOPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENCRYPTED = frozenset(
    bytes.fromhex(one) for one in ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117")
)
"""Object identifiers of RFC 5652 and 5083: signed; enveloped, encrypted, enveloped with authentication."""
_DEPTH = 20
_OID, _SEQUENCE, _SET, _FIRST, _OCTETS, _OCTETS_IN_PIECES, _NUMBER = 0x06, 0x30, 0x31, 0xA0, 0x04, 0x24, 0x02


class Encrypted(Exception):
    """The envelope is encrypted; the key is the sender's idea of ours."""


@dataclass(frozen=True, slots=True)
class _Item:
    at: int
    tag: int
    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature of an envelope. Object identifiers are hexadecimal; `attributes` are the signed ones as they stand
    there, empty where the content itself was signed."""

    serial: int
    digest: str
    algorithm: str
    signature: bytes
    attributes: bytes

    def attribute(self, oid: str) -> bytes:
        """The content of the first value of this attribute; b'' where it is not there."""
        whole = _item(self.attributes, 0)
        for one in _below(self.attributes, whole):
            name, values = [*_below(self.attributes, one)][:2]
            if self.attributes[name.start : name.end].hex() == oid:
                value = next(_below(self.attributes, values))
                return self.attributes[value.start : value.end]
        return b""


def is_signature(kind: str, name: str = "smime.p7s") -> bool:
    """Whether a part is the signature of the mail; one under another name may be of a file the citizen sends along."""
    return kind in _SIGNATURES and name.lower() in ("", "smime.p7s", "signature.asc")


def is_envelope(kind: str, name: str) -> bool:
    """Whether a part of this type and file name is an envelope; gateways rename the type and keep the name."""
    return kind in _ENVELOPES or (kind == "application/octet-stream" and name.lower() == "smime.p7m")


def opened(envelope: bytes) -> bytes:
    """The part that was signed, header and all; b'' where it can't be found. Raises Encrypted."""
    try:
        kind, content = _fields(envelope, _item(envelope, 0), _OID, _FIRST)
        oid = envelope[kind.start : kind.end]
        if oid in _ENCRYPTED:
            raise Encrypted
        if oid != _SIGNED:
            return b""
        (signed,) = _fields(envelope, content, _SEQUENCE)
        (inside,) = _fields(envelope, signed, _SEQUENCE)
        (wrapped,) = _fields(envelope, inside, _FIRST)
        return b"".join(_octets(envelope, next(_below(envelope, wrapped))))
    except (IndexError, ValueError, StopIteration, RecursionError):
        return b""


def parts(envelope: bytes) -> tuple[bytes, Signer]:
    """What was signed, b'' where it stands outside, and the first signature. ValueError for another structure."""
    kind, content = _fields(envelope, _item(envelope, 0), _OID, _FIRST)
    if envelope[kind.start : kind.end] != _SIGNED:
        raise ValueError("not signed")
    (signed,) = _fields(envelope, content, _SEQUENCE)
    (inside,) = _fields(envelope, signed, _SEQUENCE)
    wrapped = [one for one in _below(envelope, inside) if one.tag == _FIRST]
    said = b"".join(_octets(envelope, next(_below(envelope, wrapped[0])))) if wrapped else b""
    signers = [one for one in _below(envelope, signed) if one.tag == _SET][-1]
    return said, _signer(envelope, next(_below(envelope, signers)))


def _signer(envelope: bytes, item: _Item) -> Signer:
    """RFC 5652, 5.3. One named by its key alone, without issuer and number, is another structure."""
    fields = [*_below(envelope, item)]
    who = fields[1]
    (number,) = _fields(envelope, who, _NUMBER)
    attributes = next((one for one in fields if one.tag == _FIRST), None)
    (signature,) = [one for one in fields if one.tag == _OCTETS]
    digest, algorithm = [one for one in fields[2:] if one.tag == _SEQUENCE][:2]
    return Signer(
        int.from_bytes(envelope[number.start : number.end], "big"),
        _named(envelope, digest),
        _named(envelope, algorithm),
        envelope[signature.start : signature.end],
        envelope[attributes.at : attributes.after] if attributes is not None else b"",
    )


def _named(envelope: bytes, item: _Item) -> str:
    (oid,) = _fields(envelope, item, _OID)
    return envelope[oid.start : oid.end].hex()


def _fields(data: bytes, parent: _Item, *tags: int) -> list[_Item]:
    """The first field of each of these tags; ValueError when one is not there."""
    below = list(_below(data, parent))
    found = [next((one for one in below if one.tag == tag), None) for tag in tags]
    if None in found:
        raise ValueError("another structure")
    return [one for one in found if one is not None]


def _below(data: bytes, parent: _Item) -> Iterator[_Item]:
    at = parent.start
    while at < parent.end:
        one = _item(data, at)
        yield one
        at = one.after


def _item(data: bytes, at: int, depth: int = 0) -> _Item:
    """One tag with its length, also the indefinite one, which ends with two zero bytes."""
    if depth > _DEPTH:
        raise ValueError("nested too deeply")
    tag, size, start = data[at], data[at + 1], at + 2
    if size == 0x80:
        end = start
        while data[end] or data[end + 1]:
            end = _item(data, end, depth + 1).after
        return _Item(at, tag, start, end, end + 2)
    if size > 0x80:
        start, size = start + size - 0x80, int.from_bytes(data[start : start + size - 0x80], "big")
    if start + size > len(data):
        raise ValueError("cut off")
    return _Item(at, tag, start, start + size, start + size)


def _octets(data: bytes, item: _Item, depth: int = 0) -> Iterator[bytes]:
    if item.tag == _OCTETS:
        yield data[item.start : item.end]
    elif item.tag == _OCTETS_IN_PIECES and depth < _DEPTH:
        for one in _below(data, item):
            yield from _octets(data, one, depth + 1)

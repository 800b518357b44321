"""Sealing personal data at rest: AES-256-GCM with rotatable keys, and a keyed hash to find a person by phone."""

import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from hotline.errors import Misconfigured

NONCE = 12
KEY_ID = 4


class Keyring:
    """Keys, newest first: the first seals and hashes, all of them open and look up."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets:
            raise Misconfigured("缺少封存密钥HOTLINE_SEAL_KEY。", "HOTLINE_SEAL_KEY is missing.")
        self._ciphers = {_derive(secret, b"id")[:KEY_ID]: AESGCM(_derive(secret, b"seal")) for secret in secrets}
        self._newest = next(iter(self._ciphers))
        self._lookup = [_derive(secret, b"lookup") for secret in secrets]

    def seal(self, plain: bytes) -> bytes:
        """key id (4) + nonce (12) + ciphertext with its tag (n + 16)."""
        nonce = os.urandom(NONCE)
        return self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, plain, None)

    def unseal(self, sealed: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[:KEY_ID])
        try:
            if cipher is None:
                raise InvalidTag
            return cipher.decrypt(sealed[KEY_ID : KEY_ID + NONCE], sealed[KEY_ID + NONCE :], None)
        except InvalidTag:
            raise Misconfigured(
                "封存密钥不对，无法打开个人信息。", "The seal key does not open this personal data."
            ) from None

    def lookups(self, value: str) -> list[str]:
        """Keyed hashes of a normalised value, one per key; the first is the one to store."""
        return [hmac.new(key, value.encode(), hashlib.sha256).hexdigest() for key in self._lookup]


_ring: Keyring | None = None


def use(secrets: tuple[str, ...]) -> None:
    """Take the keys of this process."""
    global _ring
    _ring = Keyring(secrets)


def ring() -> Keyring:
    if _ring is None:
        raise Misconfigured("尚未装入封存密钥。", "No seal key is loaded.")
    return _ring


def lookup(value: str) -> str:
    """The hash to store beside a sealed value; empty for an empty value."""
    return ring().lookups(value)[0] if value else ""


class Sealed(TypeDecorator[str]):
    """Text in Python, sealed bytes in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else ring().seal(value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ring().unseal(bytes(value)).decode("utf-8", "replace")


class SealedBytes(TypeDecorator[bytes]):
    """Raw messages: bytes in Python, sealed bytes in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else ring().seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else ring().unseal(bytes(value))


def _derive(secret: str, purpose: bytes) -> bytes:
    return hmac.new(secret.encode(), b"hotline " + purpose, hashlib.sha256).digest()

"""WeChat's and WeCom's signatures and message encryption (消息加解密), from their published formulas.

A signature is the SHA-1 of token, timestamp, nonce and, in encrypted mode, the ciphertext, sorted and joined. A message
is AES-256-CBC with the first 16 bytes of the key as IV, over 16 random bytes, its length in 4 bytes, itself and the id
of the receiver, padded to blocks of 32 bytes.
"""

import base64
import hashlib
import hmac
import os
import re
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WINDOW = timedelta(minutes=10)
"""An older or younger message is refused: a copy of it can't be sent again later. WeChat's own clock is exact."""
BLOCK = 32
RANDOM = 16


class Forged(Exception):
    """The message does not come from WeChat, or not now, or not for us."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str = "") -> str:
    """What WeChat sends as `signature`, or with a ciphertext as `msg_signature`."""
    parts = sorted([token, timestamp, nonce, encrypted] if encrypted else [token, timestamp, nonce])
    return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def check(token: str, given: str, timestamp: str, nonce: str, now: datetime, encrypted: str = "") -> None:
    """Raises Forged unless this was signed with our token just now."""
    if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise Forged("the timestamp is not of now")
    right = signature(token, timestamp, nonce, encrypted)
    if not hmac.compare_digest(right.encode(), given.encode("utf-8", "replace")):
        raise Forged("the signature is wrong")


def decrypt(aes_key: str, app_id: str, encrypted: str) -> bytes:
    """The message in a ciphertext for `app_id`; raises Forged."""
    key = _key(aes_key)
    try:
        sealed = base64.b64decode(encrypted, validate=True)
        opened = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = _unpadded(opened.update(sealed) + opened.finalize())
    except ValueError as error:
        raise Forged("the ciphertext can't be read") from error
    length = int.from_bytes(plain[RANDOM : RANDOM + 4], "big")
    message, receiver = plain[RANDOM + 4 : RANDOM + 4 + length], plain[RANDOM + 4 + length :]
    if len(message) != length or not hmac.compare_digest(receiver, app_id.encode()):
        raise Forged("the message is for somebody else")
    return message


def encrypt(aes_key: str, app_id: str, message: bytes) -> str:
    """The ciphertext of a message to `app_id`."""
    key = _key(aes_key)
    plain = os.urandom(RANDOM) + len(message).to_bytes(4, "big") + message + app_id.encode()
    missing = BLOCK - len(plain) % BLOCK
    sealing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealing.update(plain + bytes([missing]) * missing) + sealing.finalize()).decode()


def _key(aes_key: str) -> bytes:
    return base64.b64decode(aes_key + "=")


def _unpadded(plain: bytes) -> bytes:
    missing = plain[-1] if plain else 0
    if not 1 <= missing <= BLOCK or plain[-missing:] != bytes([missing]) * missing:
        raise ValueError("padding")
    return plain[:-missing]

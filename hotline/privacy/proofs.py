"""What only this installation can make of some words: for addresses, ids and keys that nobody may guess."""

import hmac

from hotline import config


def proof(words: str) -> bytes:
    """32 bytes, the HMAC-SHA256 of these words under the key of the sessions. Begin them with their purpose."""
    return hmac.digest(config.settings().secret_key.encode(), words.encode(), "sha256")

"""Whose models this installation trusts: a signature with its own key over what a model is, and for which city.

Whoever can write to the folder and the table can still not make one: the key stands in the settings.
"""

import hmac

from hotline.privacy.proofs import proof
from hotline.routing.models import LearnedModel


def signature(row: LearnedModel) -> str:
    """64 hexadecimal digits for this city, what the model finds, and the SHA-256 of its file."""
    return proof(f"model {row.city} {row.label} {row.sha256}").hex()


def signed(row: LearnedModel) -> bool:
    """Whether its signature is ours and of this very file."""
    return hmac.compare_digest(row.signature, signature(row))

"""Word fields (词场): words of one matter, from the dispatch catalogue, that teach a model which words belong together.

A word that few letters have says little by itself; that it stands in one field with words that many have says more.
"""

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np

SHARE = 2.0
"""How much a field weighs beside the n-grams of a letter."""


class Words(Protocol):
    """A row of the catalogue: `keywords` may hold the `strong` ones again."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def strong(self) -> tuple[str, ...]: ...
    @property
    def keywords(self) -> tuple[str, ...]: ...


def texts(categories: Iterable[Words]) -> list[str]:
    """The words of every category of the second level, then those of every chapter with all below it."""
    every = sorted(categories, key=lambda row: row.code)
    parents = {row.parent for row in every}
    below: dict[str, list[str]] = {row.code: [row.name] for row in every if row.code in parents}
    fields = []
    for row in every:
        if row.code not in parents:
            words = list(dict.fromkeys((*row.strong, *row.keywords, row.name)))
            fields.append("，".join(words))
            below.setdefault(row.parent, []).extend(words)
    return [*fields, *("，".join(words) for words in below.values())]


def directions(rows: Any, sections: Any) -> Any:
    """float32 CSR (fields × vocabulary) of length SHARE each, from the texts read as letters are; a letter times one
    says how near they are. `sections`: of each n-gram; what stands in a head is the letter's alone and left out."""
    from scipy.sparse import csr_matrix, diags

    whole = csr_matrix(rows.multiply(sections[None, :] == 0), dtype=np.float32)
    lengths = np.sqrt(np.asarray(whole.multiply(whole).sum(axis=1)).ravel())
    return csr_matrix(diags(np.float32(SHARE) / np.where(lengths > 0, lengths, 1).astype(np.float32)) @ whole)

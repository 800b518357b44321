"""Made-up letters from the catalogue's own words: a model for a city that has no letters yet (冷启动). Pure rules.

They weigh little: each real letter of a category outweighs several of them.
"""

import random
from collections.abc import Iterable

from hotline.routing.learning.training import Examples
from hotline.routing.text.matching import Category

WEIGHT = 0.3
LETTERS = 12
"""Made up for a category, the more telling words oftener than the others."""
WORDS = 5
"""In the body of each; one more is its title."""


def letters(categories: Iterable[Category]) -> Examples:
    """Some letters of every category of the second level; the same catalogue gives the same letters."""
    every = {row.code: row for row in categories}
    chance = random.Random(1)  # noqa: S311 - nothing secret, and it must come out the same again
    found = Examples([], [], [], [])
    parents = {row.parent for row in every.values()}
    for row in sorted(every.values(), key=lambda one: one.code):
        if row.code in parents:
            continue
        above = every[row.parent].name if row.parent in every else ""
        for number in range(LETTERS):
            title, body = _letter(row, above, chance)
            found.letters.append((title, body))
            found.labels.append(row.code)
            found.groups.append(f"{row.code}-{number}")
            found.weights.append(WEIGHT)
    return found


def _letter(row: Category, above: str, chance: random.Random) -> tuple[str, str]:
    strong = list(row.strong) or [row.name]
    pool = [*strong, *strong, *row.keywords, row.name]
    said = [chance.choice(pool) for _ in range(WORDS)]
    return chance.choice(strong), "，".join((*said, row.name, above))

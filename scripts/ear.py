"""Teaches the ear of danger and writes hotline/seed/danger_ear.csv: `python -m scripts.ear`. Needs scikit-learn.

It learns from the sentences of tests/insight/alarms.tsv, alarms_blind.tsv, alarms_taught.tsv, alarms_ordinary.tsv,
alarms_calls.tsv and the half `work` of alarms_halves.tsv, all written for the purpose; from the demo's letters and what
its citizens add; and from ordinary sentences put together of scripts/ordinary.toml and the words of the catalogue.
`held`, alarms_unseen.tsv, alarms_second.tsv, alarms_everyday.tsv and alarms_third.tsv are never learned from: the tests
measure on them.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hotline.routing.text.ear import grams
from hotline.routing.text.lexicon import normal
from hotline.seed import read

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "hotline/seed/danger_ear.csv"
SENTENCES = ROOT / "tests/insight"
LEARNED = ("alarms", "alarms_blind", "alarms_taught", "alarms_ordinary", "alarms_calls")
SAFE = frozenset({"none", "accuses"})
"""Sorts of sentences without danger; `accuses` speaks of officials, and the ear of accusations may hear it."""
MADE = 6000
COST = 20.0
WEIGHT_MADE, WEIGHT_DEMO, WEIGHT_TOLD = 0.1, 0.3, 1.0
LEAST = 0.05
"""Weights nearer to nothing than this are left out."""


def spoken() -> list[tuple[str, float, bool]]:
    """(sentence, weight, danger) of the written sentences."""
    rows = [line.split("\t") for name in LEARNED for line in _lines(SENTENCES / f"{name}.tsv")]
    rows += [row[1:] for line in _lines(SENTENCES / "alarms_halves.tsv") if (row := line.split("\t"))[0] == "work"]
    return [(text, 1.0, sort not in SAFE) for sort, text in rows]


def calls() -> Iterator[tuple[str, float, bool]]:
    """Ordinary calls that accuse no official."""
    rows = (line.split("\t") for line in _lines(SENTENCES / "alarms_calls.tsv"))
    yield from ((text, 1.0, False) for sort, text in rows if sort == "none")


def demo() -> Iterator[tuple[str, float, bool]]:
    for file in sorted((ROOT / "hotline/seed/demo").glob("*.toml")):
        for row in tomllib.loads(file.read_text(encoding="utf-8")).get("text", ()):
            for part in ("title", "body", "found", "done"):
                text = re.sub(r"\{[a-z]+\}", "小区", row.get(part, ""))
                yield from ((one, WEIGHT_DEMO, False) for one in re.split("[。！？；]", text) if len(one) > 5)


def told() -> Iterator[tuple[str, float, bool]]:
    """What the demo's citizens add in everyday words."""
    words = tomllib.loads((ROOT / "hotline/seed/demo/words.toml").read_text(encoding="utf-8"))
    for sentences in words["told"]["more"].values():
        yield from ((re.sub(r"\{[a-z]+\}", "三", one), WEIGHT_TOLD, False) for one in sentences)


def made() -> Iterator[tuple[str, float, bool]]:
    chance = random.Random(0)  # noqa: S311 - sentences, no secrets
    parts = tomllib.loads((ROOT / "scripts/ordinary.toml").read_text(encoding="utf-8"))
    words = [word for row in read.categories() for word in (*row.words, *row.strong)]
    who, when, happened, asked, left = (parts[name] for name in ("who", "when", "happened", "asked", "left"))
    for _ in range(MADE):
        pick = chance.choice
        first = pick(who) + pick(["", "的"]) + pick([pick(words), "", ""]) + pick(["", pick(when)]) + pick(happened)
        second = pick(["", pick(when) + pick(happened), pick(who) + pick(happened), pick(words) + pick(["", *left])])
        question = pick(["请问", "", "想问", "建议"]) + pick(words) + pick(happened + asked)
        yield (first + second if chance.random() < 0.75 else question) + pick(["", pick(asked)]), WEIGHT_MADE, False


def main() -> None:
    rows = [*spoken(), *demo(), *told(), *made()]
    held = [grams(normal(text)) for text, _weight, _danger in rows]
    known = {gram: place for place, gram in enumerate(sorted(Counter(gram for some in held for gram in some)))}
    indices = [known[gram] for some in held for gram in sorted(some)]
    values = [len(some) ** -0.5 for some in held for _ in some]
    matrix = csr_matrix((values, indices, np.cumsum([0, *map(len, held)])), shape=(len(held), len(known)))
    model = LogisticRegression(C=COST, max_iter=2000).fit(
        matrix, [danger for _text, _weight, danger in rows], sample_weight=[weight for _text, weight, _danger in rows]
    )
    lines = [f",{model.intercept_[0]:.2f}"]
    lines += [
        f"{gram},{model.coef_[0][place]:.2f}" for gram, place in known.items() if abs(model.coef_[0][place]) >= LEAST
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} weights in {OUT.relative_to(ROOT)}")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()

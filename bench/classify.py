"""How many letters a second a learned model classifies on one core, and how long one takes. Aims: 1,000/s and 20 ms."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.letters import letters
from bench.table import Figure
from hotline.routing.learning import modelfile, ngrams, outset, training, wordfields
from hotline.routing.text.matching import Category
from hotline.seed import read

LETTERS = 2000


def figures() -> Iterator[Figure]:
    """A model of the whole catalogue, asked for letters made of its words."""
    rows = [
        Category(row.code, row.name, row.parent, keywords=tuple(row.words), strong=tuple(row.strong))
        for row in read.categories()
    ]
    begun = time.perf_counter()
    model = training.train(outset.letters(rows), ngrams.reading(), fields=wordfields.texts(rows))
    learned = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.model"
        modelfile.write(model, file)
        begun = time.perf_counter()
        model = modelfile.read(file)
        model.rank("", "")
        loaded = time.perf_counter() - begun
    made = letters(LETTERS)
    begun = time.perf_counter()
    plain = sum(len(ngrams.Reader(ngrams.Reading()).content(body)) for _, body in made)
    read_only = time.perf_counter() - begun
    begun = time.perf_counter()
    done = sum(1 for _ in model.each(iter(made)))
    together = time.perf_counter() - begun
    begun = time.perf_counter()
    for title, body in made[:200]:
        model.rank(title, body)
    one = (time.perf_counter() - begun) / 200
    beside = f"{together / read_only:.0f}× taking out what is no word" if plain else ""
    yield Figure("letters classified together", f"{done / together:,.0f}/s a core", "", beside, "1,000/s a core")
    yield Figure("one letter classified", f"{one * 1000:.1f} ms", "", "", "20 ms")
    yield Figure("a model read from its file", f"{loaded:.2f} s", "", "", "2 s")
    yield Figure("a model learned from the catalogue", f"{learned:.1f} s")

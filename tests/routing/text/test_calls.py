"""How people tell it on the phone, without the official words: a call for each item, from none of which was learned."""

from pathlib import Path

from flask import Flask

from hotline.routing import queries

CALLS = [line.split("\t") for line in (Path(__file__).parent / "calls_unseen.tsv").read_text("utf-8").splitlines()]


def test_what_is_told_in_everyday_words_mostly_finds_its_item(app: Flask) -> None:
    with app.app_context():
        matcher = queries.engine().matcher
    said = [(code, [one.category.code for one in matcher.rank("", text)]) for code, text in CALLS]
    assert len({code for code, _ in said}) == len(said) >= 220
    assert sum(found[:1] == [code] for code, found in said) >= 0.7 * len(said)
    assert sum(code in found[:3] for code, found in said) >= 0.84 * len(said)
    assert sum(not found for _, found in said) <= 0.02 * len(said)

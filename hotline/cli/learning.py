"""`hotline train`, `evaluate`, `predict`: a classifier from a file of labelled letters, and what it is worth."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import click

from hotline import clock, config
from hotline.cli.lines import FILE, lines
from hotline.errors import HotlineError
from hotline.jsonlines import key
from hotline.routing.learning import evaluation, modelfile, training, wordfields
from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import Letter, reading
from hotline.routing.learning.rows import examples as labelled
from hotline.routing.learning.rows import wording
from hotline.seed import read

LABEL = click.option("--label", default="category", show_default=True, help="Field that holds the label.")
GROUP = click.option("--group", default="group", show_default=True, help="Rows with one value here stay together.")
MODEL = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@FILE
@LABEL
@GROUP
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: in HOTLINE_VAR/models.")
@click.pass_context
def train(ctx: click.Context, file: TextIO, label: str, group: str, out: Path | None) -> None:
    """Learn from FILE (JSON lines with subject, body and the label) and write a model."""
    rows = lines(file)
    examples = labelled(rows, label, group)
    with _progress("训练 training") as tell:
        model = training.train(examples, reading(), tell, _fields())
    made = replace(model, facts=_facts(label, examples, model))
    path = out or config.settings().var / "models" / f"{label}.model"
    try:
        sha256 = modelfile.write(made, path)
    except OSError as error:
        raise HotlineError(f"写不了{path}：{error.strerror}。", f"Can't write {path}: {error.strerror}.") from error
    told = {"model": str(path), "sha256": sha256, "label": label, "n": len(examples.labels), "labels": made.labels}
    click.echo(json.dumps(told, ensure_ascii=False))
    ctx.exit(1 if rows.faulty else 0)


@click.command()
@FILE
@LABEL
@GROUP
@click.option("--folds", type=click.IntRange(2, 20), help="Learn and test by turns, in so many parts (default 5).")
@click.option("--model", "model_file", type=MODEL, help="Test this one, on letters it never saw.")
@click.pass_context
def evaluate(
    ctx: click.Context, file: TextIO, label: str, group: str, folds: int | None, model_file: Path | None
) -> None:
    """How well labels are found in letters that were not learned from. Prints one JSON object."""
    if folds and model_file:
        raise click.UsageError("give --folds or --model, not both")
    model = modelfile.read(model_file) if model_file else None
    rows = lines(file)
    examples = labelled(rows, label, group)
    if not examples.labels:
        raise HotlineError("文件里没有可用的样本。", "The file has no examples.")
    if model is None:
        with _progress("检验 testing") as tell:
            found = training.prove(examples, reading(), folds or training.FOLDS, tell, _fields())
        answer = evaluation.figures(found.truth, found.chances, found.labels, found.parts)
    else:
        if strange := evaluation.unheard(model, examples.labels):
            click.echo(
                f"有{strange}封的标签是模型没有学过的，一律算错。"
                f" {strange} letters carry labels unknown to the model; they count as misses.",
                err=True,
            )
        answer = evaluation.judge(model, examples.letters, examples.labels, examples.groups)
    click.echo(json.dumps(answer, ensure_ascii=False))
    ctx.exit(1 if rows.faulty else 0)


@click.command()
@FILE
@click.option("--model", "model_file", type=MODEL, required=True)
@click.pass_context
def predict(ctx: click.Context, file: TextIO, model_file: Path) -> None:
    """The label of every line of FILE (JSON lines with subject and body), with how sure the model is."""
    model = modelfile.read(model_file)
    rows = lines(file)
    ids: list[Any] = []

    def letters() -> Iterator[Letter]:
        for one, letter in rows.each(lambda row: (key(row), wording(row))):
            ids.append(one)
            yield letter

    for number, chances in enumerate(model.each(letters())):
        ranked = model.ranked(chances)
        top = [[name, round(chance, 4)] for name, chance in ranked[:3]]
        answer = {"id": ids[number], "label": ranked[0][0], "confidence": round(ranked[0][1], 4), "top": top}
        # One write a letter without a flush each: there may be thousands.
        sys.stdout.write(json.dumps({**answer, "model": model.sha256[:12]}, ensure_ascii=False) + "\n")
    ctx.exit(1 if rows.faulty else 0)


def _fields() -> list[str]:
    """Of the catalogue in the files: a model is learned where there is no database."""
    return wordfields.texts(read.categories())


def _facts(label: str, examples: training.Examples, model: Model) -> dict[str, Any]:
    return {"label": label, "made_at": clock.iso(clock.now()), "examples": len(examples.labels), "sure": model.sure}


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    with click.progressbar(length=1000, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda done, every: bar.update(done * 1000 // max(1, every) - bar.pos)


COMMANDS = (train, evaluate, predict)

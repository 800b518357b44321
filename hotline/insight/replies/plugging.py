"""Another judge of replies in place of the rules: a function in a file of one's own, outside the program."""

import importlib.util
from pathlib import Path

from hotline.insight.replies.judging import Judge


def plugged(named: str) -> Judge:
    """The judge `named` as FILE.py:NAME. The file is run: name only one that you trust.

    Raises ValueError in words for a file that is not there or cannot be run, and a name it does not hold.
    """
    file, _, name = named.rpartition(":")
    path = Path(file)
    if not name.isidentifier() or path.suffix != ".py" or not path.is_file():
        raise ValueError(f"{named!r} is not FILE.py:NAME of a file that is there")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the file does wrong is said in one line, not in a traceback
        raise ValueError(f"{file} cannot be run: {type(error).__name__}: {error}") from None
    judge: Judge | None = getattr(module, name, None)
    if not callable(judge):
        raise ValueError(f"{file} has no function {name}")
    return judge

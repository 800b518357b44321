"""Files that came with a form: kept by their hash at once, and carried from page to page as sealed references.

A browser can't give a chosen file back, so a form with an error would lose it. A reference is signed, because whoever
could name any hash could add somebody else's file to a letter and read it there.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from hotline import config, files
from hotline.channels import clean

CARRIED_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a letter that is on disk already."""

    name: str
    type: str
    size: int
    sha256: str

    @property
    def token(self) -> str:
        return _seal().dumps(asdict(self))

    @property
    def shown_size(self) -> str:
        """1.4 MB, or whole kilobytes below that."""
        return f"{self.size / 2**20:.1f} MB" if self.size >= 2**20 else f"{max(1, self.size // 1024)} KB"


def carried(tokens: Iterable[str], without: str = "") -> list[Attached]:
    """The files of earlier tries; a reference that is not ours or older than a week is left out."""
    found: dict[str, Attached] = {}
    for token in tokens:
        try:
            one = Attached(**_seal().loads(token, max_age=CARRIED_SECONDS))
        except (BadData, TypeError):
            continue
        found[one.sha256] = one
    found.pop(without, None)
    return list(found.values())[: files.MAX_FILES]


def taken(uploads: Iterable[FileStorage], already: list[Attached], language: str) -> tuple[list[Attached], list[str]]:
    """All files after this try, and one sentence for each that was not taken."""
    have = {one.sha256: one for one in already if files.path(one.sha256).exists()}
    refused = [
        str(_("“%(name)s” is no longer here; choose it again", name=one.name))
        for one in already
        if one.sha256 not in have
    ]
    for number, upload in enumerate((one for one in uploads if one.filename), 1):
        name = clean.file_name(upload.filename or "", f"附件{number}.bin")
        content = upload.stream.read(files.MAX_BYTES + 1)
        try:
            kind = files.check(name, content)
        except files.Refused as error:
            refused.append(error.words(language))
            continue
        if len(have) >= files.MAX_FILES:
            refused.append(_("At most %(n)s files fit; “%(name)s” was left out", n=files.MAX_FILES, name=name))
            continue
        digest = files.store(content)
        have[digest] = Attached(name, kind, len(content), digest)
    return list(have.values()), refused


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.settings().secret_key, salt="letter-file")

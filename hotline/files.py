"""Attachments under their SHA-256, written once and for ever. What a file is, its bytes tell, never its name."""

import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from hotline import config
from hotline.errors import HotlineError

MAX_BYTES = 10 * 2**20
MAX_FILES = 9
UNKNOWN = "application/octet-stream"

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"qt  ": "video/quicktime"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKED = {
    "word/": _OFFICE + "wordprocessingml.document",
    "xl/": _OFFICE + "spreadsheetml.sheet",
    "ppt/": _OFFICE + "presentationml.presentation",
}
_OLD_OFFICE = {"xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
ALLOWED = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "application/pdf", "text/plain",
        "application/msword", *_OLD_OFFICE.values(), *_PACKED.values(),
        "audio/mpeg", "audio/wav", "audio/mp4", "audio/amr", "video/mp4", "video/quicktime",
    }
)  # fmt: skip
"""What a citizen may add to a form: pictures, documents without macros, sound and film."""


class Refused(HotlineError):
    """This file can't be added; says why and what to do instead."""

    status = 422


def store(content: bytes) -> str:
    """Keep the bytes, safely on disk before this returns. Returns their SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    target = path(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, made = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(target)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return digest


def path(digest: str) -> Path:
    """Where the file of this SHA-256 stands, whether it is there or not. Raises LookupError for anything else."""
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise LookupError(digest)
    return config.settings().var / "attachments" / digest[:2] / digest[2:4] / digest


def read(digest: str) -> bytes:
    """The bytes; raises LookupError or FileNotFoundError when they are not there."""
    return path(digest).read_bytes()


def type_of(content: bytes, name: str = "") -> str:
    """The media type by content; `name` only tells Word from Excel in the old format. `UNKNOWN` for the rest."""
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "audio/mp4" if content[8:11] == b"M4A" else "video/mp4")
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE.get(name.lower().rpartition(".")[2], "application/msword")
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return "text/plain" if _is_text(content) else UNKNOWN


def check(name: str, content: bytes) -> str:
    """The media type of a file somebody wants to add; raises `Refused` with the reason."""
    if not content:
        raise Refused(f"“{name}”是空文件，请重新选择。", f"“{name}” is empty. Choose it again.")
    if len(content) > MAX_BYTES:
        raise Refused(
            f"“{name}”超过10MB，请压缩后再添加。", f"“{name}” is larger than 10 MB. Make it smaller and add it again."
        )
    found = type_of(content, name)
    if found not in ALLOWED:
        raise Refused(
            f"不支持“{name}”这种文件，请添加图片、PDF、Word、Excel、文本、录音或视频。",
            f"“{name}” is of a kind that can't be added. Add pictures, PDF, Word, Excel, text, sound or video.",
        )
    return found


def check_all(added: Sequence[tuple[str, bytes]]) -> list[str]:
    """The media types of the files of one form, in order; raises `Refused` for the first that can't be added."""
    if len(added) > MAX_FILES:
        raise Refused(
            f"最多添加{MAX_FILES}个文件，现在有{len(added)}个。",
            f"At most {MAX_FILES} files can be added; there are {len(added)}.",
        )
    return [check(name, content) for name, content in added]


def _packed(content: bytes) -> str:
    """An office document by the folder in it; one with macros, or any other archive, is an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return UNKNOWN
    if "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
        for folder, found in _PACKED.items():
            if any(name.startswith(folder) for name in names):
                return found
    return "application/zip"


def _is_text(content: bytes) -> bool:
    if not content or any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in content[:65536]):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except ValueError:
            continue
        return True
    return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

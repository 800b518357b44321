"""Attachments: told by their bytes, refused in words, kept once under their hash."""

import hashlib
import io
import zipfile

import pytest

from hotline import config, files


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
KINDS = [
    (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n\x00", "a.exe", "image/png"),
    (b"GIF89a\x00", "a.gif", "image/gif"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav"),
    (b"%PDF-1.7\n", "a.pdf", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/msword"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.XLS", "application/vnd.ms-excel"),
    (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"\x00\x00\x00\x18ftypmp42", "a.mp4", "video/mp4"),
    (b"\x00\x00\x00\x18ftypheic", "a.heic", "image/heic"),
    (b"ID3\x04", "a.mp3", "audio/mpeg"),
    ("情况说明".encode("gb18030"), "a.txt", "text/plain"),
]


@pytest.mark.parametrize(("content", "name", "kind"), KINDS)
def test_the_content_tells_the_type(content: bytes, name: str, kind: str) -> None:
    assert files.check(name, content) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packed("a.txt"), "a.docx"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (b"MZ\x90\x00", "photo.jpg"),
        (b"\x00\x01\x02", "a.txt"),
        (b"", "a.txt"),
        (b"\xff\xd8\xff" + b"0" * files.MAX_BYTES, "a.jpg"),
    ],
    ids=["archive", "macros", "program", "unknown", "empty", "too large"],
)
def test_what_can_not_be_added_is_refused_with_a_reason(content: bytes, name: str) -> None:
    with pytest.raises(files.Refused) as refused:
        files.check(name, content)
    assert name in refused.value.zh
    assert name in refused.value.en


def test_ten_files_are_one_too_many() -> None:
    picture = ("a.png", b"\x89PNG\r\n\x1a\n")
    assert len(files.check_all([picture] * 9)) == 9
    with pytest.raises(files.Refused):
        files.check_all([picture] * 10)


def test_a_file_is_kept_once_under_its_hash(settings: config.Settings) -> None:
    config.use(settings)
    digest = files.store(b"once")
    assert digest == hashlib.sha256(b"once").hexdigest()
    assert files.store(b"once") == digest
    assert files.path(digest).relative_to(settings.var).parts == ("attachments", digest[:2], digest[2:4], digest)
    assert (files.read(digest), [file.name for file in files.path(digest).parent.iterdir()]) == (b"once", [digest])


@pytest.mark.parametrize("digest", ["", "../../secret.key", "A" * 64])
def test_only_a_hash_leads_to_a_file(digest: str) -> None:
    with pytest.raises(LookupError):
        files.path(digest)

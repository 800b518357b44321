"""Letters on paper: what recognition says of a page, and a message that waits for a person."""

import hashlib
import json

import pytest

from hotline import clock
from hotline.channels.adapters import paper
from hotline.channels.scans import recognized, recognizing
from hotline.channels.scans.recognized import Word
from tests.scans import PICTURE_WORDS, SURELY_READ, page_of

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def row(paragraph: int, line: int, word: str, sure: str, level: int = 5) -> str:
    return f"{level}\t1\t1\t{paragraph}\t{line}\t1\t0\t0\t9\t9\t{sure}\t{word}"


def test_words_are_lines_again_and_the_unsure_ones_known() -> None:
    rows = [
        HEAD, row(1, 1, "", "-1", 4), row(1, 1, "路灯", "96.1"), row(1, 1, "坏", "59.9"), row(1, 1, "3", "60"),
        row(1, 2, "call", "91"), row(1, 2, "me", "x"), row(2, 1, "谢谢", "90"), "5\tcut off",
    ]  # fmt: skip
    read = recognized.lines("\n".join(rows))
    assert recognized.text(read) == "路灯坏3\ncall me\n\n谢谢"
    assert [word for line in read for word in line if not word.sure] == [Word("坏", False), Word("me", False, True)]
    assert recognized.unsure(read) == 2
    assert recognized.unpacked(json.loads(json.dumps(recognized.packed(read)))) == read


def test_an_empty_page_has_no_lines() -> None:
    assert recognized.lines("") == recognized.lines(HEAD) == []


def test_tesseract_reads_chinese() -> None:
    read = recognizing.text_of(page_of(PICTURE_WORDS), recognizing.languages())
    assert SURELY_READ in recognized.text(read)


def test_what_is_no_picture_reads_as_nothing() -> None:
    assert recognizing.text_of(b"no picture", recognizing.languages()) == []


def test_a_scan_waits_for_its_text_and_then_is_a_letter_with_the_scan() -> None:
    content = b"%PDF-1.4"
    digest = hashlib.sha256(content).hexdigest()
    scan = {"files": [{"name": "a.pdf", "sha256": digest}]}
    with pytest.raises(paper.ToConfirm):
        paper.parse(json.dumps(scan).encode(), clock.now())
    whole = {**scan, "confirmed": True, "form_id": "scan-1", "body": "楼道灯不亮", "phone": "13812341234"}
    read = paper.parse(json.dumps(whole).encode(), clock.now(), {digest: content}.__getitem__)
    assert (read.channel, read.external_id, read.title) == ("paper", "scan-1", "楼道灯不亮")
    assert (read.person.phone, read.files[0].content) == ("+8613812341234", content)

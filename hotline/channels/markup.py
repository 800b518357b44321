"""HTML of a mail to the text a reader would have seen."""

import html
import re
from collections.abc import Iterable, Iterator

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^>]*)>")
_UNSEEN = ("script", "style", "title", "noscript", "template")
_BLOCKS = re.compile(
    "p|div|br|tr|li|ul|ol|dl|dt|dd|table|tbody|thead|h[1-6]|hr|pre|blockquote|center|section|article|header|footer"
    "|address|form|fieldset|body|html|head"
)
_APART = re.compile("p|h[1-6]|ul|ol|table|blockquote|pre")
_LINE_MAX = 8000
"""A longer line is broken before more is added: adding to one endless line takes quadratic time."""

_HREF = re.compile(r"""href\s*=\s*["']?\s*(https?://[^\s"'>]{1,300})""", re.IGNORECASE)
_HIDDEN = re.compile(r"""style\s*=\s*["'][^"']{0,400}?display\s*:\s*none""", re.IGNORECASE)
_ALONE = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source", "embed"})
"""Elements without an end."""
Token = tuple[str, str, str]
_SPACE = re.compile(r"[ \t\r\n\f]+")


def to_text(markup: str) -> str:
    """Plain text: blocks on lines of their own, quoted blocks with `> ` before each line, the address after a link.

    Reads anything in one pass and linear time, so hostile or broken markup costs no more than honest markup.
    """
    tokens = list(_tokens(markup))
    # A hidden part that never ends would hide the letter: then nothing counts as hidden.
    return (_read(_seen(tokens)) if _HIDDEN.search(markup) else "") or _read(tokens)


def _read(tokens: Iterable[Token]) -> str:
    page = _Page()
    for kind, name, content in tokens:
        if kind == "text":
            page.write(content)
        elif kind == "open":
            page.open(name, content)
        else:
            page.close(name)
    return page.text()


def _seen(tokens: list[Token]) -> list[Token]:
    """Without what a style keeps from the reader, such as preview lines; all of it where such a part stays open."""
    seen, hiding, depth = [], "", 0
    for kind, name, content in tokens:
        if not hiding:
            if kind == "open" and name not in _ALONE and _HIDDEN.search(content):
                hiding, depth = name, 1
            else:
                seen.append((kind, name, content))
        elif name == hiding:
            depth += 1 if kind == "open" else -1
            hiding = hiding if depth else ""
    return tokens if hiding else seen


class _Page:
    """Collects lines while the tags go by."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.quote = 0
        self.pre = 0
        self.link = ""
        self.link_at = (0, 0)

    def write(self, raw: str) -> None:
        words = html.unescape(raw)
        if len(self.line) > _LINE_MAX:
            self.end_line()
        if self.pre:
            *whole, last = words.split("\n")
            for piece in whole:
                self.line += piece
                self.end_line()
            self.line += last
            return
        words = _SPACE.sub(" ", words)
        if not self.line or self.line.endswith((" ", "\t")):
            words = words.lstrip(" ")
        self.line += words

    def open(self, name: str, attributes: str) -> None:
        if _BLOCKS.fullmatch(name):
            self.end_line(force=name == "br")
        if _APART.fullmatch(name):
            self.blank_line()
        if name == "blockquote":
            self.quote = min(self.quote + 1, 5)
        elif name == "pre":
            self.pre += 1
        elif name == "li":
            self.line = "- "
        elif name in ("td", "th") and self.line:
            self.line += "\t"
        elif name == "a":
            found = _HREF.search(attributes)
            self.link = html.unescape(found.group(1)) if found else ""
            self.link_at = (len(self.lines), len(self.line))

    def close(self, name: str) -> None:
        if name == "a" and self.link:
            self.name_link()
        if _BLOCKS.fullmatch(name) and name != "br":
            self.end_line()
        if name == "blockquote":
            self.quote = max(self.quote - 1, 0)
        elif name == "pre":
            self.pre = max(self.pre - 1, 0)
        if _APART.fullmatch(name):
            self.blank_line()

    def name_link(self) -> None:
        row, column = self.link_at
        shown = self.line[column:] if row == len(self.lines) else ""
        bare = self.link.split("://", 1)[1].rstrip("/")
        if shown.strip() and bare not in shown:
            self.line += f" <{self.link}>"
        self.link = ""

    def end_line(self, force: bool = False) -> None:
        if self.line.strip() or force:
            self.lines.append("> " * self.quote + self.line.rstrip())
        self.line = ""

    def blank_line(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.quote).rstrip())

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines).strip("\n")


def _tokens(markup: str) -> Iterator[Token]:
    """(kind, tag name, text or attributes) with kind `text`, `open` or `close`.

    Python's HTMLParser takes quadratic time on unclosed tags, which anybody can send; this goes forward only.
    """
    at, closing, no_comment_end = 0, -1, False
    never_closed: set[str] = set()
    while at < len(markup):
        start = markup.find("<", at)
        if closing < start:
            closing = markup.find(">", start)
        if start < 0 or closing < 0:
            yield "text", "", markup[at:]
            return
        if start > at:
            yield "text", "", markup[at:start]
        if markup.startswith(("<!", "<?"), start):
            at, no_comment_end = _after_declaration(markup, start, no_comment_end)
            continue
        tag = _TAG.match(markup, start)
        if not tag:
            yield "text", "", "<"
            at = start + 1
            continue
        name, at = tag.group(2).lower(), tag.end()
        if name in _UNSEEN and not tag.group(1) and name not in never_closed:
            end = re.compile(f"</{name}", re.IGNORECASE).search(markup, at)
            if end:
                at = end.start()
            else:
                never_closed.add(name)
            continue
        yield "close" if tag.group(1) else "open", name, tag.group(3)


def _after_declaration(markup: str, start: int, no_comment_end: bool) -> tuple[int, bool]:
    """Where reading goes on behind a comment or declaration, and whether no comment end is left in the page."""
    if markup.startswith("<!--", start) and not no_comment_end:
        end = markup.find("-->", start + 2)
        if end >= 0:
            return end + 3, False
        no_comment_end = True
    return markup.find(">", start) + 1, no_comment_end

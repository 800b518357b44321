"""Key events as Chromium hands them to a page while an input method composes, as they were seen with Fcitx 5 and IBus.

A key that the method keeps for itself comes as 229 `Process`; one that it lets through comes as what it is, with
`isComposing`. What is composed stands in the field with blanks between its syllables.
"""

from typing import Any

from playwright.sync_api import Page

KEPT = """() => {
  window.pressed = []
  addEventListener('keydown', (event) => setTimeout(() => window.pressed.push(
    [event.code, event.isComposing, event.defaultPrevented].join(' '))), true)
}"""


class InputMethod:
    """An input method over one page; `letters` are what is being composed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        self.session.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )

    def keep(self, *codes: str) -> None:
        """Keys that choose a word, turn a page of the choice or end it: Digit1, ArrowDown, Space, Enter, Escape …"""
        for code in codes:
            for kind in ("rawKeyDown", "keyUp"):
                self.session.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": "Process", "code": code, "windowsVirtualKeyCode": 229},
                )

    def commit(self, words: str) -> None:
        """The word that was meant goes into the field and the composition ends."""
        self.session.send("Input.insertText", {"text": words})

    def listen(self) -> None:
        """From now on `pressed` tells of each key whether the page kept it from the browser."""
        self.page.evaluate(KEPT)

    def pressed(self) -> list[str]:
        """`code isComposing defaultPrevented` of each key since, without the modifiers."""
        self.page.wait_for_timeout(50)
        told: Any = self.page.evaluate("window.pressed.splice(0)")
        return [line for line in told if not line.startswith(("Control", "Alt", "Shift"))]

"""Prints the texts of the pages that have no Chinese yet as .po entries, to be filled in under translations/zh/."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.house import texts

    places: dict[str, list[str]] = {}
    for text in texts.asked():
        if not texts.answer("zh", text.msgid):
            places.setdefault(text.msgid, []).append(text.place)
    for msgid, where in sorted(places.items(), key=lambda item: item[1]):
        quoted = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        sys.stdout.write(f'#: {" ".join(where)}\nmsgid "{quoted}"\nmsgstr ""\n\n')


if __name__ == "__main__":
    main()

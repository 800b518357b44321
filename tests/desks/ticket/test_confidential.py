"""A confidential ticket (保密件): whoever looks over a shoulder, at a notice or at a print reads no name."""

import re
from collections.abc import Callable

from flask import Flask

from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

NAME = "王小明"


def test_no_name_stands_in_the_title_bar_the_notices_the_print_or_the_address(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, walking.dispatched, title=f"{NAME}反映邻居打人", confidential=True)
    clerk = sign_in("clerk", walking.DISTRICT)
    page, sheet, notices, bell = (
        clerk.get(path).get_data(as_text=True)
        for path in (stages.path(number), f"{stages.path(number)}/sheet", "/staff/notices", "/staff/bell")
    )
    for title in (re.search(r"<title>(.*?)</title>", text, re.S) for text in (page, sheet, notices)):
        assert title
        assert NAME not in title[1]
    assert stages.path(number) in notices
    assert [one for one in (notices, bell, sheet.partition("来信内容")[0]) if NAME in one] == []
    assert NAME not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page))

"""The citizen's own marks: asked plainly, recorded as hers, and followed by what the page promised."""

from flask import Flask

from tests.browsing import Client
from tests.portal.office import ANSWER, answered, do, path, state
from tests.portal.writing import NAME, PHONE, form_to, words, written


def test_not_solved_means_done_again(app: Flask, client: Client) -> None:
    sent = written(client)
    answered(app, sent)
    page = client.get(path(sent))
    assert "没解决" in words(page)
    marks = {"satisfied": "dissatisfied", "way": "basically", "words": f"还在冒烟，请打{PHONE}"}
    evaluation = client.get(path(sent, "/evaluate?solved=unsolved"))
    assert form_to(evaluation, path(sent, "/evaluate"))["solved"] == "unsolved"
    answer = client.submit(path(sent, "/evaluate?solved=unsolved"), marks)
    assert answer.status_code == 303
    assert state(app, sent) == "handling"
    page = client.get(path(sent))
    assert NAME not in page.get_data(as_text=True)
    assert "您说没解决，已要求锦江区重新办理" in words(page)
    assert "还在冒烟，请打138****8000" in words(page)


def test_a_third_bad_mark_is_not_called_done(app: Flask, client: Client) -> None:
    sent = written(client)
    answered(app, sent)
    bad = {"solved": "unsolved", "satisfied": "dissatisfied"}
    for _again in range(2):
        assert "没解决的话，会要求重新办理" in words(client.get(path(sent)))
        client.submit(path(sent, "/evaluate"), bad)
        do(app, sent, "reply", "clerk", resolution="solved", internal="内部报告", public=ANSWER)
        do(app, sent, "approve", "leader")
    assert "没解决的话，会有督办人员核对" in words(client.get(path(sent)))
    client.submit(path(sent, "/evaluate"), bad)
    assert "您说没解决，已请督办人员核对" in words(client.get(path(sent)))


def test_solved_closes_it_with_the_citizens_marks(app: Flask, client: Client) -> None:
    sent = written(client)
    answered(app, sent)
    client.submit(path(sent, "/evaluate"), {"solved": "solved", "satisfied": "satisfied"})
    assert state(app, sent) == "closed"
    assert "已办结，答复见下" in words(client.get(path(sent)))


def test_nothing_is_chosen_beforehand_and_both_marks_are_asked_for(app: Flask, client: Client) -> None:
    sent = written(client)
    answered(app, sent)
    form = form_to(client.get(path(sent, "/evaluate")), path(sent, "/evaluate"))
    assert not {"solved", "satisfied", "way"} & set(form)
    page = client.post(path(sent, "/evaluate"), data=form | {"solved": "nonsense", "words": "慢"})
    assert page.status_code == 422
    assert "请选择问题是否解决" in words(page)
    assert form_to(page, path(sent, "/evaluate"))["words"] == "慢"


def test_evaluation_opens_only_after_an_answer(client: Client) -> None:
    sent = written(client)
    assert client.get(path(sent, "/evaluate")).location == path(sent)

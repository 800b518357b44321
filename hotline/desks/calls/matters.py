"""Whether what is typed during a call seems to hold several matters, and what each is about. Reads only."""

from dataclasses import dataclass

from hotline import i18n
from hotline.channels import clean
from hotline.desks.calls.form import CallForm
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.routing.actions import told_apart
from hotline.routing.decision.several import Portion

SHORT = 40
"""Characters of a matter that are shown."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One matter the words seem to hold; `unit` is whom it would go to."""

    words: str
    category: str
    unit: str


def heard(form: CallForm) -> list[Heard]:
    """The matters in what is typed, two at least; empty for one."""
    language = i18n.language()
    return [
        Heard(
            bare(one)[:SHORT],
            routing.category_name(one.category, language) if one.category else "",
            people.unit_name(one.unit, language) if one.unit else "",
        )
        for one in portions(form)
    ]


def portions(form: CallForm) -> list[Portion]:
    """The matters as they stand in the text."""
    return told_apart(clean.body(form.body.data or ""))


def bare(portion: Portion) -> str:
    """Its words without the number or 另外 that sets it apart."""
    return portion.words.removeprefix(portion.mark).strip(" \t　，,：:、")

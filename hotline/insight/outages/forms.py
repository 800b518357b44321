"""The form of a notice of an outage."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from hotline import clock
from hotline.insight import labels
from hotline.insight.outages.notices import SORTS
from hotline.people import queries as people
from hotline.tickets.labels import say

_NEEDED = [InputRequired(_l("This is needed"))]


class OutageForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Times are the city's wall clock, as the browser's own field writes them."""

    sort = SelectField(_l("What is cut off"), _NEEDED)
    district = SelectField(_l("District"))
    places = TextAreaField(
        _l("Places"), description=_l("Estates, roads, streets, one a line. None: the whole district")
    )
    since = StringField(_l("Begins"), _NEEDED)
    until = StringField(_l("Until"), _NEEDED)
    text = TextAreaField(_l("What citizens are told"), _NEEDED)

    def __init__(self, formdata: Any = None, language: str = "zh") -> None:
        super().__init__(formdata)
        self.sort.choices = [(one, say(labels.OUTAGE_SORTS, one)) for one in SORTS]
        districts = [one for one in people.units().values() if one.kind in {"district", "zone"} and one.active]
        self.district.choices = [("", "—"), *((one.code, one.label(language)) for one in districts)]

    def moment(self, name: str) -> datetime | None:
        """The time in a field; an unreadable one is marked there."""
        try:
            return clock.parse(self[name].data or "")
        except ValueError:
            self[name].errors = [_l("Write a date and a time, e.g. 2026-11-20 18:00")]
            return None

"""From the filled-in form to the raw message of the web door (see `hotline.channels.adapters.web`)."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from hotline.people import queries as people
from hotline.portal import again, joined
from hotline.portal.attached import Attached
from hotline.portal.forms import LetterForm, known
from hotline.privacy.proofs import proof
from hotline.tickets import labels


def form_id(given: str | None) -> str:
    """The form's own id, or a new one for what can't be ours."""
    try:
        return str(UUID(given or ""))
    except ValueError:
        return str(uuid4())


def external_id(form: str) -> str:
    """What is stored of the form's id: nobody who reads it can send the form again and be shown the query code."""
    return proof(f"letter {form}").hex()


def place(form: LetterForm) -> str:
    """District and address as one line, the district once."""
    unit = people.unit(form.district.data or "")
    address = str(form.address.data or "")
    if unit is None or unit.kind not in {"district", "zone"}:
        return address
    return address if unit.short in address or unit.name in address else unit.short + address


def raw(form: LetterForm, attached: list[Attached]) -> bytes:
    """The letter as UTF-8 JSON; the same form gives the same bytes."""
    text: dict[str, Any] = {
        key: form[key].data for key in ("mailbox", "title", "body", "name", "phone", "email", "lon", "lat")
    }
    letter = text | {
        "kind": known(labels.KINDS, form.kind.data),
        "address": place(form),
        "confidential": bool(form.confidential.data),
        "public": form.public.data == "yes" and not form.confidential.data,
        "follow_up": form.follow_up.data != "no",
        "form_id": external_id(form.form_id.data),
        "files": [asdict(one) for one in attached],
    }
    if again.answered(form):
        letter["apart"] = True
    if ours := joined.answered(form):
        letter["joins"] = str(ours)
    return json.dumps(letter, ensure_ascii=True, sort_keys=True).encode()

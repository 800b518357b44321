"""The demo's own users: one for each part of the loop, with a password everybody knows. Never outside the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.actors import Actor
from hotline.db import db, id_at
from hotline.people import actions
from hotline.people import queries as people
from hotline.people.models import User
from hotline.sla.calendar import at, local_day

PASSWORD = "demo-12345"  # noqa: S105 - published on purpose, for the demo only


@dataclass(frozen=True, slots=True)
class SignIn:
    login: str
    name: str
    role: str
    unit: str


STREET, DISTRICT, BUREAU = "510104017", "510104", "cgw"
"""Whose desks the demo lets you sit at: 锦官驿街道, 锦江区, 市城管委."""

SIGN_INS = (
    SignIn("operator", "演示话务员", "operator", "wlb"),
    SignIn("dispatcher", "演示派单员", "dispatcher", "wlb"),
    SignIn("clerk", "演示街道经办", "clerk", STREET),
    SignIn("bureau", "演示城管委经办", "clerk", BUREAU),
    SignIn("leader", "演示锦江区领导", "leader", DISTRICT),
    SignIn("followup", "演示回访员", "followup", "wlb"),
    SignIn("supervisor", "演示督办员", "supervisor", "wlb"),
    SignIn("mayor", "演示市领导办公室", "mayor", "510100"),
    SignIn("admin", "演示管理员", "admin", "wlb"),
    SignIn("auditor", "演示审计员", "auditor", "wlb"),
)


COLLEAGUES = (
    SignIn("bureau-b", "演示城管委经办乙", "clerk", BUREAU),
    SignIn("bureau-c", "演示城管委经办丙", "clerk", BUREAU),
    SignIn("district-a", "演示锦江区经办甲", "clerk", DISTRICT),
    SignIn("district-b", "演示锦江区经办乙", "clerk", DISTRICT),
    SignIn("district-c", "演示锦江区经办丙", "clerk", DISTRICT),
)
"""Clerks beside the one of a unit, with more or less in hand each. They have no password: nobody signs in as them."""


def ensure(city: str, now: datetime) -> Mapping[str, Actor]:
    """The ten users and the colleagues, made where they are missing. Returns them as actors, by sign-in."""
    found = {}
    first = id_at(at(local_day(now), 0))
    for place, one in enumerate((*SIGN_INS, *COLLEAGUES)):
        user = people.user_by_login(one.login)
        if user is None:
            # Not `add_user`: the same demo has the same ids.
            user = User(
                id=first + place, city=city, login=one.login, name=one.name, role=one.role, unit=one.unit,
                password_hash="", created_at=now,
            )  # fmt: skip
            db.session.add(user)
            db.session.flush()
            if one in SIGN_INS:
                actions.set_password(one.login, PASSWORD)
        found[one.login] = user.actor(people.unit_name(one.unit))
    return found

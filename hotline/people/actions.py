"""Making and changing users. Passwords are hashed with Argon2id."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select

from hotline.actors import ROLES
from hotline.db import db
from hotline.errors import Incomplete, NotFound
from hotline.people import queries
from hotline.people.models import Unit, User

MIN_PASSWORD = 10

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Checked when the login does not exist, so that both answers take the same time.
_nobody = _hasher.hash("nobody has this password")


def add_user(city: str, login: str, name: str, role: str, unit: str, password: str, now: datetime) -> User:
    """A new user. Raises Incomplete with the field that is wrong."""
    login = login.strip().lower()
    if not login or len(login) > 60 or not login.isascii() or " " in login:
        raise Incomplete(
            "login", "登录名请用字母和数字，不含空格。", "Sign-in names use letters and digits, no spaces."
        )
    if queries.user_by_login(login):
        raise Incomplete("login", "这个登录名已经有人用了，请换一个。", "This sign-in name is taken.")
    if not name.strip():
        raise Incomplete("name", "请填写姓名。", "Give a name.")
    if role not in ROLES:
        raise Incomplete("role", "请选择角色。", f"Choose a role: {', '.join(ROLES)}.")
    if queries.unit(unit) is None:
        raise Incomplete("unit", "没有这个单位代码。", "There is no such unit.")
    user = User(city=city, login=login, name=name.strip(), role=role, unit=unit, password_hash="", created_at=now)
    _set(user, password)
    db.session.add(user)
    db.session.flush()
    return user


def set_password(login: str, password: str) -> None:
    """A new password ends every older session of this user."""
    user = _known(login)
    _set(user, password)
    user.session_epoch += 1


def set_active(login: str, active: bool) -> None:
    """Switch an account off or on; off ends its sessions."""
    user = _known(login)
    user.active = active
    user.session_epoch += 1


def keep_display(user_id: int, choices: Mapping[str, str]) -> None:
    """How this person wants pages shown; choices that are not named stay."""
    user = queries.user(user_id)
    if user is not None:
        user.display = {**user.display, **choices}


def saw_notices(user_id: int, newest: int) -> None:
    """This person has the list of notices open, up to this one."""
    user = queries.user(user_id)
    if user is not None:
        user.notices_seen = max(user.notices_seen, newest)


def check_password(login: str, password: str) -> User | None:
    """The user, when login and password are right and the account is active."""
    user = queries.user_by_login(login.strip().lower())
    try:
        _hasher.verify(user.password_hash if user else _nobody, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user if user and user.active else None


def put_works_for(city: str, code: str, others: Sequence[str]) -> None:
    """For whom this unit works (承包): a report about any of them never reaches it. Raises Incomplete, NotFound."""
    unit = db.session.get(Unit, code)
    if unit is None or unit.city != city:
        raise NotFound("没有这个单位。", "There is no such unit.")
    for other in others:
        known = queries.unit(other)
        if known is None or known.city != city or known.kind == "city" or other == code:
            raise Incomplete("works_for", "没有这个单位，请从列表中选择。", "No other unit has this name.")
    unit.works_for = list(dict.fromkeys(others))


def _set(user: User, password: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise Incomplete(
            "password", f"密码至少{MIN_PASSWORD}位。", f"A password has at least {MIN_PASSWORD} characters."
        )
    user.password_hash = _hasher.hash(password)


def _known(login: str) -> User:
    user = db.session.scalars(select(User).where(User.login == login.strip().lower())).one_or_none()
    if user is None:
        raise NotFound("没有这个用户。", "There is no such user.")
    return user

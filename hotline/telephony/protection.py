"""Protecting operators: harassing numbers tagged by two people, calls ended for abuse and looked at after."""

from datetime import datetime, timedelta

from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, new_id
from hotline.errors import HotlineError, Incomplete, NotAllowed, NotFound
from hotline.privacy import sealing
from hotline.telephony import actions, queries
from hotline.telephony.models import CallAct, Nuisance
from hotline.telephony.tables import rules as city_rules

LONGEST_TEXT = 500


class TooEarly(HotlineError):
    """The call may not be ended yet."""

    status = 409


def propose(typed: str, reason: str, text: str, days: int, actor: Actor, now: datetime) -> Nuisance:
    """An operator asks for a tag (提出). Raises Incomplete with the field."""
    limits = city_rules()
    phone = phones.e164(typed)
    if not phone:
        raise Incomplete("phone", "请填写完整的电话号码。", "Give a whole telephone number.")
    if reason not in limits.reasons:
        raise Incomplete("reason", "请选择理由。", "Choose a reason.")
    if not 5 <= len(text.strip()) <= LONGEST_TEXT:
        raise Incomplete("text", "请写明经过，5到500字。", "Say what happened, in 5 to 500 characters.")
    if not 1 <= days <= limits.longest_tag:
        most = limits.longest_tag
        raise Incomplete("days", f"期限是1到{most}天。", f"A tag holds 1 to {most} days.")
    if any(phone == one.phone for one in queries.tags(actor.city, "proposed")):
        raise Incomplete("phone", "这个号码已经有人提出，正等待批准。", "This number is proposed already and waits.")
    row = Nuisance(
        city=actor.city, id=new_id(), phone=phone, phone_hash=sealing.lookup(phone), reason=reason,
        text=text.strip(), days=days, state="proposed", proposed_at=now, proposed_by_id=actor.id,
        proposed_by=actor.name,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def decide(tag_id: int, agreed: bool, words: str, actor: Actor, now: datetime) -> Nuisance:
    """A second person approves or declines; never the one who proposed. Raises NotAllowed, NotFound."""
    row = _tag(actor.city, tag_id, "proposed")
    if row.proposed_by_id == actor.id:
        raise NotAllowed("提出人不能自己批准，请另一位同事决定。", "Whoever proposed it cannot approve it.")
    row.state = "approved" if agreed else "refused"
    row.decided_at, row.decided_by_id, row.decided_by = now, actor.id, actor.name
    row.decision = words.strip()[:LONGEST_TEXT]
    row.expires_at = now + timedelta(days=row.days) if agreed else None
    return row


def lift(tag_id: int, actor: Actor, now: datetime) -> Nuisance:
    """The tag ends before its time (解除). Raises NotFound."""
    row = _tag(actor.city, tag_id, "approved")
    row.state, row.lifted_at, row.lifted_by = "lifted", now, actor.name
    return row


def _tag(city: str, tag_id: int, state: str) -> Nuisance:
    row = db.session.get(Nuisance, (city, tag_id), with_for_update=True, populate_existing=True)
    if row is None or row.state != state:
        raise NotFound("这条标记已由别人处理。", "Somebody has dealt with this tag.")
    return row


def end(form: str, call_id: int, danger: bool, actor: Actor, now: datetime) -> CallAct:
    """The operator ends the call for abuse (结束通话): after all warnings, never in danger. Raises TooEarly."""
    if danger:
        raise TooEarly(
            "来电中有险情，不能结束通话，请先转接紧急电话。",
            "Danger was spoken of: put the caller through, do not end.",
        )
    warned = sum(one.kind == "warning" for one in queries.acts_in(actor.city, form))
    left = city_rules().warnings - warned
    if left > 0:
        raise TooEarly(f"还要再提醒{left}次，才能结束通话。", f"Warn {left} more time(s) before ending the call.")
    return actions.acted("ending", form, call_id, "", actor, now)


def review(act_id: int, agreed: bool, remark: str, actor: Actor, now: datetime) -> CallAct:
    """A superior says whether ending the call was right (复核). Not one's own. Raises NotAllowed, NotFound."""
    row = db.session.get(CallAct, (actor.city, act_id), with_for_update=True, populate_existing=True)
    if row is None or row.kind != "ending" or row.reviewed_at is not None:
        raise NotFound("这次通话已由别人复核。", "Somebody has looked at this call.")
    if row.by_id == actor.id:
        raise NotAllowed("自己结束的通话由另一位同事复核。", "Somebody else looks at the call you ended.")
    row.agreed, row.reviewed_at, row.reviewed_by = agreed, now, actor.name
    row.remark = remark.strip()[:LONGEST_TEXT]
    return row

"""The one page where the packages meet: who listens to what, which jobs run when, which pages exist. Tables only."""

from functools import partial

from flask import Blueprint
from flask_login import LoginManager

from hotline import clock, notices, saved_views, tasks
from hotline.api import feeds, health, open311, transfer, wechat
from hotline.api import models as api_models
from hotline.boards import actions as counting
from hotline.boards import models as boards_models
from hotline.boards import surging
from hotline.boards.office_views import mayor
from hotline.boards.views import boards
from hotline.channels import inbox, silence
from hotline.channels import models as channels_models
from hotline.channels.feeds import intake as feeds_intake
from hotline.channels.feeds import models as feeds_models
from hotline.channels.feeds import replies as feed_replies
from hotline.channels.mailboxes import fetching, pieces
from hotline.channels.transfer import models as transfer_models
from hotline.channels.transfer import passing_on
from hotline.channels.wechat import media as wechat_media
from hotline.channels.wechat import models as wechat_models
from hotline.channels.wechat import store as wechat_store
from hotline.desks import advice
from hotline.desks.frame import sign_in
from hotline.desks.tasks.run import run_waiting
from hotline.desks.views import desks
from hotline.drafts import actions as drafts
from hotline.drafts import models as drafts_models
from hotline.events import Listener
from hotline.followup import actions as followup
from hotline.followup import models as followup_models
from hotline.insight import again, gathering, hiding
from hotline.insight import models as insight_models
from hotline.insight.alerts import alarming
from hotline.insight.alerts import models as alerts_models
from hotline.insight.outages import models as outages_models
from hotline.insight.views import insight
from hotline.jobs import Job
from hotline.people import models as people_models
from hotline.portal.views import portal
from hotline.privacy import models as privacy_models
from hotline.routing import actions as routing
from hotline.routing import catalogues, disputes, keeping_off, precedents, recusal, retraining, simulation
from hotline.routing import models as routing_models
from hotline.routing.decision.engine import Matter
from hotline.routing.duty import models
from hotline.sla import actions as clocks
from hotline.sla import bounds, recused, sweep, waits
from hotline.sla import models as sla_models
from hotline.sla import queries as sla
from hotline.telephony import actions as telephony
from hotline.telephony import models as telephony_models
from hotline.telephony import views as telephony_views
from hotline.tickets import models as tickets_models
from hotline.tickets import scan_models, scanning, sendings
from hotline.tickets.actions import splitting

MODELS = (
    people_models, privacy_models, tickets_models, channels_models, routing_models, sla_models, followup_models,
    scan_models, boards_models, saved_views, drafts_models, telephony_models, api_models, tasks,
    insight_models, alerts_models, outages_models,
    wechat_models,
    feeds_models,
    transfer_models, models,
)  # fmt: skip

classify = partial(routing.classify, calendar=sla.calendar)
"""Who is on duty depends on the working calendar, which is the limits' own."""

HANDLERS: dict[str, tuple[Listener, ...]] = {
    # verb            who hears it, in this order
    "receive":          (classify, clocks.promise, again.before(routing.send_on), alarming.tell),
    "correct":          (clocks.recompute, recusal.shut_out, recused.stop_recused, routing.learn, hiding.take_out),
    "dispatch":         (keeping_off.keep_off, clocks.start, routing.learn, precedents.follow),
    "redispatch":       (keeping_off.keep_off, clocks.start, routing.learn),
    "recall":           (bounds.recall_in_time, clocks.stop, routing.unlearn),
    "sub_assign":       (keeping_off.keep_off, clocks.start_child),
    "opine":            (clocks.stop_part,),
    "ask_info":         (waits.for_info,),
    "ask_return":       (bounds.return_in_time, waits.for_review),
    "grant_return":     (clocks.stop, precedents.keep_return, disputes.after_return),
    "refuse_return":    (disputes.after_refusal,),
    "rule":             (precedents.keep_ruling, disputes.carry_out, routing.learn),
    "ask_extension":    (bounds.extension_in_measure,),
    "grant_extension":  (clocks.extend,),
    "reply":            (clocks.stop_part,),
    "send_back":        (clocks.resume,),
    "approve":          (clocks.stop, followup.on_approved, feed_replies.prepare),
    "rework":           (clocks.start_rework, recusal.said_since, recused.stop_recused),
    "visit":            (recusal.said_since,),
    "note":             (recusal.said_since, recused.stop_recused),
    "urge":             (bounds.one_urge_a_day, recusal.said_since, recused.stop_recused, splitting.hand_on),
    "supply":           (recusal.said_since, recused.stop_recused, splitting.hand_on),
    "withdraw":         (clocks.stop, recusal.said_since, splitting.end_parts),
    "merge":            (recusal.keep_apart, clocks.stop, again.urge),
    "unmerge":          (clocks.go_on, waits.for_review),
    "share":            (followup.on_approved, feed_replies.prepare),
    "compose":          (clocks.stop, followup.on_approved, feed_replies.prepare),
    "reopen":           (clocks.promise_anew,),
    "answer":           (feed_replies.prepare,),
    "guide":            (feed_replies.prepare,),
    "*":                (splitting.on_ended, counting.count, notices.tell, passing_on.tell, alarming.heed),
}  # fmt: skip

JOBS: tuple[Job, ...] = (
    # name      function            when
    Job("ladder", sweep.ladder,     {"trigger": "interval", "seconds": 15}),
    Job("sign",   sweep.sign_late,  {"trigger": "interval", "minutes": 5}),
    Job("waits",  waits.lapse,      {"trigger": "interval", "minutes": 5}),
    Job("mail",   fetching.fetch,   {"trigger": "interval", "seconds": 30}),
    Job("inbox",  inbox.drain,      {"trigger": "interval", "seconds": 20}),
    Job("pieces", pieces.join,      {"trigger": "interval", "seconds": 60}),
    Job("silence", silence.watch,    {"trigger": "interval", "minutes": 5}),
    Job("scans",  scanning.work,     {"trigger": "interval", "seconds": 5}),
    Job("outbox", notices.deliver,  {"trigger": "interval", "seconds": 10}),
    Job("tasks", run_waiting, {"trigger": "interval", "seconds": 3}),
    Job("forget_tasks", tasks.forget, {"trigger": "interval", "hours": 1}),
    Job("sendings", sendings.forget, {"trigger": "interval", "hours": 6}),
    Job("rollups", counting.fold,    {"trigger": "interval", "seconds": 60}),
    Job("learn",  retraining.retrain, {"trigger": "interval", "minutes": 10}),
    Job("topics", gathering.gather,  {"trigger": "interval", "seconds": 20}),
    Job("surges", surging.look,      {"trigger": "interval", "minutes": 5}),
    Job("text_keys", gathering.forget, {"trigger": "interval", "hours": 6}),
    Job("drafts", drafts.forget,     {"trigger": "interval", "hours": 1}),
    Job("calls",  telephony.tidy,    {"trigger": "interval", "seconds": 60}),
    Job("catalogue", catalogues.put_due_in_force, {"trigger": "interval", "minutes": 5}),
    Job("simulations", simulation.work, {"trigger": "interval", "seconds": 5}),
    Job("wechat_media", wechat_media.fetch, {"trigger": "interval", "seconds": 15}),
    Job("wechat_old", wechat_store.forget, {"trigger": "interval", "hours": 1}),
    Job("feeds",  feeds_intake.poll, {"trigger": "interval", "seconds": 60}),
    Job("feed_replies", feed_replies.post, {"trigger": "interval", "seconds": 60}),
    Job("no_phone", followup.close_without_phone, {"trigger": "interval", "hours": 1}),
)  # fmt: skip

BLUEPRINTS: tuple[Blueprint, ...] = (
    boards, mayor, insight, portal, desks, open311.blueprint, health.blueprint, telephony_views.blueprint,
    wechat.blueprint,
    feeds.blueprint,
    transfer.blueprint,
)  # fmt: skip


def read_ahead() -> None:
    """Asks what the first caller will ask, so that catalogue, places, words of danger and calendar are in memory."""
    advice.advise(Matter("", "路灯不亮"), clock.now())


def load_sign_in(manager: LoginManager) -> None:
    sign_in.load(manager)

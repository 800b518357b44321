"""The job behind long work: takes the tasks one after another and does each in the name of who asked for it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import current_app

from hotline import clock, config, ending, i18n, tasks
from hotline.actors import Actor
from hotline.desks.paper import scanned
from hotline.desks.worklist import bulk, export
from hotline.desks.worklist.tabs import VIEWS
from hotline.errors import NotAllowed
from hotline.people import queries as people

log = logging.getLogger(__name__)

SORTS: dict[str, Callable[[tasks.Claimed, Actor], dict[str, Any]]] = {
    "export": export.make_file,
    "act": bulk.act_on_all,
    "paper": scanned.read_scan,
}


def run_waiting(now: datetime) -> int:
    """Do what waits. Returns how many tasks were taken up."""
    taken = 0
    while not ending.told() and (task := tasks.claim(config.settings().city, max(now, clock.now()))) is not None:
        # A context of its own: what one person's language and session left behind is not the next one's.
        with current_app.app_context(), i18n.speaking(task.language):
            _run(task)
        taken += 1
    return taken


def _run(task: tasks.Claimed) -> None:
    try:
        values = SORTS[task.sort](task, _owner(task))
        tasks.end(task, "done", clock.now(), **values)
    except tasks.Stopped:
        # Where we are told to end, somebody else may write the same file already.
        if not ending.told():
            tasks.discard(task.id)
    except Exception:
        log.exception("task %s failed", task.id)
        tasks.discard(task.id)
        with suppress(tasks.Stopped):
            tasks.end(task, "failed", clock.now())


def _owner(task: tasks.Claimed) -> Actor:
    """Who asked, with the role and the unit of today. NotAllowed for one who may not work here any more."""
    user = people.user(task.owner_id)
    if user is None or not user.active or user.role not in VIEWS:
        raise NotAllowed("这个账号已停用。", "This account is switched off.")
    return user.actor()

"""Jobs: functions of a moment, a heartbeat each, on a scheduler that never runs one twice at a time."""

from flask import Flask
from sqlalchemy import select

from hotline import jobs
from hotline.cli.jobs import scheduler
from hotline.db import db
from hotline.wiring import JOBS
from tests.matters import at


def test_a_run_leaves_a_heartbeat_and_a_second_one_moves_it(app: Flask) -> None:
    first, second = at("2026-11-20 10:00"), at("2026-11-20 10:01")
    with app.app_context():
        assert jobs.last_beat() is None
        assert jobs.run(jobs.Job("three", lambda _now: 3), first) == 3
        jobs.run(jobs.Job("three", lambda _now: 4), second)
        jobs.run(jobs.Job("other", lambda _now: 0), first)
        rows = {row.job: (row.at, row.done) for row in db.session.scalars(select(jobs.Heartbeat))}
        assert rows == {"three": (second, 4), "other": (first, 0)}
        assert jobs.last_beat() == second


def test_every_job_can_run_on_an_empty_city_and_again(app: Flask) -> None:
    with app.app_context():
        for job in (*JOBS, *JOBS):
            assert jobs.run(job, at("2026-11-20 10:00")) == 0


def test_names_are_unique(app: Flask) -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_the_scheduler_has_every_job_alone_and_folded(app: Flask) -> None:
    made = scheduler(app)
    found = {one.id: one for one in made.get_jobs()}
    assert set(found) == {job.name for job in JOBS}
    assert all(one.max_instances == 1 and one.coalesce for one in found.values())
    assert str(made.timezone) == "Asia/Shanghai"

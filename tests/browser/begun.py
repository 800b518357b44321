"""What no page of a demo city makes, each for `City.begin`: an alert comes of itself, a mailbox is tried out before
it is kept, a model is learned and judged at night."""

ALERT_AND_MAILBOX = """
from datetime import timedelta
from hotline import clock, config, db
from hotline.app import create_app
from hotline.channels.mailboxes import accounts
from hotline.insight.alerts.models import Alert
with create_app().app_context(), db.transaction():
    now, city = clock.now(), config.settings().city
    db.db.session.add(Alert(
        city=city, id=db.new_id(), cause="demo", sort="crowd", title="示例水岸停水",
        count=9, usual=1.5, since=now, at=now, tickets=[],
    ))
    wanted = accounts.Wanted("demo@example.gov.cn", "imap.example.gov.cn", password="demo-12345")
    accounts.add(city, wanted, now + timedelta(days=1))
"""
EVENT = """
from hotline import clock, config, db
from hotline.app import create_app
from hotline.insight.alerts.models import Alert
from tests.matters import taken
SAID = (
    ("510108", False, "示例水岸小区停水", "成华区建设路街道示例水岸小区3栋从昨晚开始停水，水压一直为零。"),
    ("510108", False, "示例水岸没有水", "成华区建设路街道示例水岸小区2栋没有水，家里有老人。"),
    ("510108", False, "示例水岸停水一天了", "成华区建设路街道示例水岸小区停水一天了，没有看到通知。"),
    ("510104", False, "锦江区示例水岸停水", "锦江区春熙路街道示例水岸小区停水，想问何时恢复。"),
    ("510108", True, "示例水岸停水，请保密", "成华区建设路街道示例水岸小区停水，请不要透露我的姓名。"),
)
app = create_app()
told = [
    taken(app, title=title, body=body, category="0302", confidential=secret).do("accept")
    for _district, secret, title, body in SAID
]
told[0].do("dispatch", unit="510108")
told[3].do("dispatch", unit="510104")
with app.app_context(), db.transaction():
    for one, said in zip(told, SAID, strict=True):
        one._ticket().district = said[0]
    now, city = clock.now(), config.settings().city
    db.db.session.add(Alert(
        city=city, id=db.new_id(), cause="demo two districts", sort="crowd", title="示例水岸小区停水",
        count=len(told), usual=0.5, since=now, at=now, tickets=[one.id for one in told],
    ))
"""
"""An alert whose tickets are of two districts, one of them confidential."""
MODELS = """
from datetime import timedelta
from hotline import clock, config, db
from hotline.app import create_app
from hotline.routing.learning import signing
from hotline.routing.models import LearnedModel
BEFORE = {
    "n": 412, "accuracy": 0.861, "macro_f1": 0.84, "top3": 0.968, "coverage_at_0.97": 0.652,
    "per_class": {"0204": {"n": 60, "precision": 0.951, "recall": 0.902, "f1": 0.926}},
}
WORSE = {**BEFORE, "accuracy": 0.848, "macro_f1": 0.748}
with create_app().app_context(), db.transaction():
    now, city = clock.now(), config.settings().city
    for days, state, origin, figures, rival in (
        (3, "retired", "city", BEFORE, {}), (2, "refused", "city", WORSE, BEFORE), (1, "candidate", "file", {}, {}),
    ):
        row = LearnedModel(
            city=city, id=db.new_id(), label="category", state=state, origin=origin, sha256=f"{days}a7c" * 16,
            made_at=now - timedelta(days=days), lessons=2240 - 12 * days, seen=2800, figures=figures, rival=rival,
        )
        row.signature = signing.signature(row) if origin == "city" else ""
        db.db.session.add(row)
"""
"""Models that came and went: one that was kept out, one that nobody signed, one that was in service before."""

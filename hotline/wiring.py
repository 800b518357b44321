"""The one page where the packages meet: who listens to what, which jobs run when, which pages exist. Tables only."""

from flask import Blueprint
from flask_login import LoginManager

from hotline.boards import models as boards_models
from hotline.channels import models as channels_models
from hotline.events import Listener
from hotline.followup import models as followup_models
from hotline.jobs import Job
from hotline.people import models as people_models
from hotline.privacy import models as privacy_models
from hotline.routing import models as routing_models
from hotline.sla import models as sla_models
from hotline.tickets import models as tickets_models

MODELS = (
    people_models, privacy_models, tickets_models, channels_models, routing_models, sla_models, followup_models,
    boards_models,
)  # fmt: skip

HANDLERS: dict[str, tuple[Listener, ...]] = {}

JOBS: tuple[Job, ...] = ()

BLUEPRINTS: tuple[Blueprint, ...] = ()


def load_sign_in(manager: LoginManager) -> None:
    del manager

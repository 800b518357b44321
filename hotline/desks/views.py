"""All pages of the staff, room by room: importing this module hangs each of them on the blueprint."""

from hotline.desks import bell, drafts, nav
from hotline.desks.admin import views as admin
from hotline.desks.blueprint import desks
from hotline.desks.calls import views as calls
from hotline.desks.dispatch import views as dispatch
from hotline.desks.followup import views as followup
from hotline.desks.frame import views as frame
from hotline.desks.outside import views as outside
from hotline.desks.paper import views as paper
from hotline.desks.routing import views as routing
from hotline.desks.tasks import views as tasks
from hotline.desks.ticket import views as ticket
from hotline.desks.worklist import views as worklist

PAGES = (
    bell, drafts, nav, *worklist.PAGES, *ticket.PAGES, *calls.PAGES, *dispatch.PAGES, *followup.PAGES, *routing.PAGES,
    *tasks.PAGES, *admin.PAGES, *frame.PAGES, *outside.PAGES, *paper.PAGES,
)  # fmt: skip

__all__ = ["PAGES", "desks"]

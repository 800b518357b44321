"""All pages of the staff: importing this module hangs each of them on the blueprint."""

from hotline.desks import (
    acts,
    admin,
    admin_lists,
    admin_rules,
    calls,
    dispatch,
    dispatch_requests,
    drafts,
    files,
    follow_ups,
    nav,
    notices,
    reveal,
    sign_in,
    ticket,
    worklist,
)
from hotline.desks.blueprint import desks

PAGES = (
    sign_in, nav, worklist, ticket, acts, files, reveal, calls, dispatch, dispatch_requests, follow_ups, notices,
    admin, admin_rules, admin_lists, drafts,
)  # fmt: skip

__all__ = ["PAGES", "desks"]

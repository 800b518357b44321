"""All pages of the staff: importing this module hangs each of them on the blueprint."""

from hotline.desks import (
    acts,
    admin,
    admin_lists,
    admin_rules,
    bell,
    calls,
    dispatch,
    dispatch_bulk,
    dispatch_requests,
    drafts,
    files,
    follow_ups,
    keys,
    nav,
    notices,
    palette,
    preferences,
    reveal,
    session,
    sign_in,
    ticket,
    worklist,
)
from hotline.desks.blueprint import desks

PAGES = (
    sign_in, nav, worklist, ticket, acts, files, reveal, calls, dispatch, dispatch_bulk, dispatch_requests,
    follow_ups, notices,
    admin, admin_rules, admin_lists, drafts,
    bell, keys, palette, preferences, session,
)  # fmt: skip

__all__ = ["PAGES", "desks"]

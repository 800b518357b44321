"""All pages of the staff: importing this module hangs each of them on the blueprint."""

from hotline.desks import (
    acts,
    admin,
    admin_lists,
    admin_rules,
    audit,
    bell,
    calls,
    device,
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
    style,
    ticket,
    ticket_checks,
    ticket_map,
    ticket_openings,
    ticket_paper,
    worklist,
    worklist_bulk,
    worklist_export,
    worklist_preview,
    worklist_views,
)
from hotline.desks.blueprint import desks

PAGES = (
    sign_in, nav, worklist, worklist_bulk, worklist_export, worklist_preview, worklist_views,
    ticket, ticket_checks, ticket_map, ticket_openings, ticket_paper, acts, files, reveal,
    calls, dispatch, dispatch_bulk, dispatch_requests,
    follow_ups, notices,
    admin, admin_rules, admin_lists, audit, drafts,
    bell, device, keys, palette, preferences, session, style,
)  # fmt: skip

__all__ = ["PAGES", "desks"]

"""The pages of the administrator and the auditor: importing this module hangs each of them on the blueprint."""

from hotline.desks.admin import (
    audit,
    channels,
    inbox,
    item,
    learned,
    limits,
    lists,
    mailboxes,
    people,
    places,
    unit,
    versions,
)

PAGES = (audit, channels, inbox, item, learned, limits, lists, mailboxes, people, places, unit, versions)

"""The pages of one ticket: importing this module hangs each of them on the blueprint."""

from hotline.desks.ticket import acts, calls, checks, files, openings, page, parts, printed, reveal, sketch

PAGES = (acts, calls, checks, files, openings, page, parts, printed, reveal, sketch)

"""The pages of matters that also stand outside: importing this module hangs each of them on the blueprint."""

from hotline.desks.outside import posting, transfer

PAGES = (posting, transfer)

"""The pages around every desk: importing this module hangs each of them on the blueprint."""

from hotline.desks.frame import device, keys, notices, palette, preferences, session, sign_in, style

PAGES = (device, keys, notices, palette, preferences, session, sign_in, style)

"""The pages of long work: importing this module hangs each of them on the blueprint."""

from hotline.desks.tasks import mine

PAGES = (mine,)

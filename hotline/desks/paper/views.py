"""The pages of letters on paper and of visitors: importing this module hangs each of them on the blueprint."""

from hotline.desks.paper import letters

PAGES = (letters,)

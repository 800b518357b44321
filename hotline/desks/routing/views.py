"""The pages on how well dispatch works: importing this module hangs each of them on the blueprint."""

from hotline.desks.routing import precedents, quality

PAGES = (precedents, quality)

"""The pages of the work list: importing this module hangs each of them on the blueprint."""

from hotline.desks.worklist import begun, bulk, export, exported, page, preview, saved

PAGES = (begun, bulk, export, exported, page, preview, saved)

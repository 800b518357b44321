"""The pages of the follow-up desk: importing this module hangs each of them on the blueprint."""

from hotline.desks.followup import desk

PAGES = (desk,)

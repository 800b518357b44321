"""The pages of the operator: importing this module hangs each of them on the blueprint."""

from hotline.desks.calls import acts, back, desk, guard, line, second

PAGES = (acts, back, desk, guard, line, second)

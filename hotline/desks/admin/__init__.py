"""The administrator's room: people, units, catalogue, limits, doors, what was learned; and the auditor's log."""

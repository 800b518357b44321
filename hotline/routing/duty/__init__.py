"""Opening hours and rosters: who is on duty when a unit is closed."""

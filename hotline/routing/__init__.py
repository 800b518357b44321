"""Which unit's duty a ticket is, and why."""

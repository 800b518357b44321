"""The dispatcher's room: what waits for a unit, one at a time or several at once, and the requests of units."""

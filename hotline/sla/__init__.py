"""Calendars, deadlines, clocks and the supervision ladder."""

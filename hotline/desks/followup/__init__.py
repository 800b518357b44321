"""The follow-up room (回访): who waits for a call, and one call a page."""

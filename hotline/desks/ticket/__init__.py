"""The room of one ticket: its page, what stands beside it, and the verbs pressed on it."""

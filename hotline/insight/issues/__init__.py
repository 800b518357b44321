"""Messages gathered into events: which are one, what it is called, where it is, how loud. Rules."""

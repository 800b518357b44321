"""One adapter a door: raw message in, one `Inbound` out; the inbox keeps what arrived."""

"""One adapter a door: a raw message to one `Inbound`. Pure: neither the web nor the database."""

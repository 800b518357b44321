"""Reading a raw mail: header fields, parts, text, envelopes of other programs, machines and bounces. Pure."""

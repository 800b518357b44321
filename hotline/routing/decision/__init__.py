"""From what is known of a matter to who leads it, how sure that is, and why. Rules."""

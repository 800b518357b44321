"""Units, posts and their mailboxes, users, roles and sign-in."""

"""Letters fetched from the mailboxes of the posts, each exactly once."""

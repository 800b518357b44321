"""The staff's pages: one desk a role."""

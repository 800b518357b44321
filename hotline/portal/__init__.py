"""The citizen's pages: write, track, evaluate."""

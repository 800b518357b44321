"""The work list: its rows, filters, kept views, acts on many tickets at once, and the log of lists taken away."""

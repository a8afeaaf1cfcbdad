"""The boards: what the whole looks like to those who answer for it. One file a board; each asks in a number of queries that
does not grow with sites, topics or rows, and answers with plain values."""

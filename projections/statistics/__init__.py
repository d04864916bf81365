"""Counts by month, in the shape of the published tables; each one a count of rows, one row an episode."""

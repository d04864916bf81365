"""Fiscal year 2019 with invented people, in the published volumes."""

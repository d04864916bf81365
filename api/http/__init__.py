"""The JSON API under /v1: one router a stream, queries, problems."""

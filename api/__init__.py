"""Delivery: the command line, the JSON API and the demo. The top layer, and the only place where things are wired."""

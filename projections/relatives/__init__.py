"""Relatives now: everyone who is or may be related to a person, how that is known, and which office has them.

Asked of the log, folded when asked: so it is right as of any moment and as known at any position.
"""

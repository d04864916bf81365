"""The relationship stream: what is claimed, judged and remembered of two people. One stream a pair."""

"""Which children were separated on any date, as known at any position, and what changed between two dates."""

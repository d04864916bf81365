"""What only events can empty: children left behind or with nobody, people nobody can find, news of relatives."""

"""Request forms: derived from the event classes, read from outside, turned into proposed events."""

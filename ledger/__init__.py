"""The write side of the custody ledger: the domain, the store that keeps its events, and the settings."""

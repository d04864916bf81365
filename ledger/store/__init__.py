"""The store: PostgreSQL, the append-only log in it, and the keys that open what is sealed."""

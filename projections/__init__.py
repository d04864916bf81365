"""Read models: each a folder that can be dropped and rebuilt from the log. They see events and a cursor only."""

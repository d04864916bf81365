"""Who may be meant by a name and a birth date: compared by keyed hashes only, in any order and by sound."""

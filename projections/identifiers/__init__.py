"""Which person has which identifier, by keyed hash only: is this person known, and is a number on two people?"""

"""The timeline of one child by both clocks, struck records in their place; folded when it is asked for."""

"""Who can be offered: people at a place whom nobody has been offered yet, by where ORR wants each next."""

"""Who holds each person now: the four facets, place, since when, and the open offer."""

"""Who has left one holder and has not been signed for by another: since when, and who answers for them."""

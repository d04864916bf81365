"""Each offer of a child to the next holder: where it stands, and who signed what and when, until the receipt."""

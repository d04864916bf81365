"""Which care providers were asked for a bed, what each answered, and what one needs to know to answer."""

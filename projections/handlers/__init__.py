"""Who signed for whom, and the minutes in which nobody had."""

"""Reading periods: words and dates to expressions, expressions to ranges of dates."""

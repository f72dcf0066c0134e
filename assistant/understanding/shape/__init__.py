"""What is made of the numbers: shares, means, changes, running totals; the settings they are computed with."""

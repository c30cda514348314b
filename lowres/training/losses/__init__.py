"""What is made small: one loss a file."""

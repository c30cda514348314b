"""What a candidate model is scored by, one scorer a file."""

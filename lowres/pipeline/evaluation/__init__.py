"""What an adaptation gained, one kind of score a file."""

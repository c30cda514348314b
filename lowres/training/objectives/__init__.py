"""What is optimised: one objective a file."""

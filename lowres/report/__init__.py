"""A finished run as a page for people, a summary for programs and a card for the model."""

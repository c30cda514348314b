"""The order of things: recipes, steps, and the run that connects them."""

"""Small parts that are trained in a model that stands still."""

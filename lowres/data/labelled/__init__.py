"""Labelled examples: published sets and a user's own files, their checks, and shot sets drawn from them."""

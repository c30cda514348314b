"""A task learnt from labelled relatives and a few examples."""

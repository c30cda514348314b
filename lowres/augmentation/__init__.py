"""More examples out of few, without breaking a script or a label."""

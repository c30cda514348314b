"""Which words the model spells in crumbs, and where whole tokens start."""

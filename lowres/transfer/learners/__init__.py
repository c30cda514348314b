"""How a task is learnt from labelled examples: one learner a file."""

"""One thin subclass of the Transformers Trainer for everything that is optimised."""

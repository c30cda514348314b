"""Write a script that the model has never seen in Latin letters, inside its own fast tokenizer."""

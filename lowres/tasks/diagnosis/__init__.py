"""How a tokenizer copes with a text: what it splits, loses and costs, counted in one pass over the text."""

"""What a prediction is worth, with its doubt: scores, intervals and paired tests."""

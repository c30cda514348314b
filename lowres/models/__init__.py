"""Pretrained encoders: found, inspected, loaded with their tokenizer, saved whole, and asked for sentence vectors."""

"""Pretrained encoders as data: what each is, which languages it was trained on, and who says so."""

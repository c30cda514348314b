"""Which pretrained model to start from."""

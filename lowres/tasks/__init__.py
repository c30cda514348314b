"""What a model must do, measured: a model and a metric brought together."""

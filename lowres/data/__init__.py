"""Where text comes from: corpus recipes, readers, cleaning, samples."""

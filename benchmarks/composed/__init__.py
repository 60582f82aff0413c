"""Documents composed of articles written for this benchmark and of boilerplate phrases collected elsewhere."""

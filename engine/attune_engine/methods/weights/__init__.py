"""The base's own weights, all of them or some."""

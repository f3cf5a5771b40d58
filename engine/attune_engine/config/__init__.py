"""The shape of every spec and the only home of defaults."""

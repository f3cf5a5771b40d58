"""Ways to make a base trainable. A new method is a package here and a line in registry.py."""

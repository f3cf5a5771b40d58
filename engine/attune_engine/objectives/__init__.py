"""What a run minimises. A new objective is a module here and a line in registry.py."""

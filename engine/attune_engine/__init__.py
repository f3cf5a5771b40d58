"""Attune's training engine: a run folder with a run.json goes in, events and an adapter come out."""

__version__ = "0.1.0"
PROTOCOL = 1

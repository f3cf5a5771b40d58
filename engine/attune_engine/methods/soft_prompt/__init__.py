"""Prompts of learned vectors in front of a frozen base, in PEFT's format."""

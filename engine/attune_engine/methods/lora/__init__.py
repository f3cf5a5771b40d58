"""Low-rank adapters on linear layers, in PEFT's format."""

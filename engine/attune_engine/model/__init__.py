"""The base model and the parts of its forward pass that are ours: attention over packs, and the loss."""

"""From JSONL rows to token ids with a mark on every token that counts in the loss."""

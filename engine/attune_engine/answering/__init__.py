"""Answers a token at a time: what `serve` does between a question and the last piece of its answer."""

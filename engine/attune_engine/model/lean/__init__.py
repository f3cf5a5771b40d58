"""The decoder of a Llama- or Qwen-shaped model with LoRA, forward and backward written out by hand.

The same numbers as transformers and PEFT give (tests/test_exactness.py), with far fewer passes over memory: on a CPU with
matrix units the products are the small part of a step, and what is read and written between them is the large one.
recognise.py says which models it knows; any other goes through transformers' own layers.
"""

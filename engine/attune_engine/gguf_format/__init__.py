"""Reading and writing GGUF, the file format of llama.cpp."""

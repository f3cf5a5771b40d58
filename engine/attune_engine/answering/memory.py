"""What a model remembers of the tokens that it has read."""

import torch

SPARE = 256


class Memory:
    """Keys and values of all layers, (layers, kv_heads, room, size), of which the first `length` are filled."""

    def __init__(self, config, like: torch.Tensor, room: int):
        heads = config.num_key_value_heads
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.keys = like.new_empty(config.num_hidden_layers, heads, room, size)
        self.values = torch.empty_like(self.keys)
        self.length = 0

    def make_room(self, tokens: int) -> None:
        """Room for so many more; it grows by half, so that a long answer is not copied at every token."""
        wanted = self.length + tokens
        if wanted > self.keys.shape[2]:
            self.keys, self.values = (grown(each, self.length, max(wanted, self.length * 3 // 2)) for each in (self.keys, self.values))

    def behind(self, tokens: int) -> "Memory":
        """A memory of its own that begins with what this one holds, with room for so many more."""
        copy = object.__new__(Memory)
        copy.length = self.length
        copy.keys, copy.values = (grown(each, self.length, self.length + tokens) for each in (self.keys, self.values))
        return copy


def grown(tensor: torch.Tensor, length: int, room: int) -> torch.Tensor:
    layers, heads, _, size = tensor.shape
    larger = tensor.new_empty(layers, heads, room, size)
    larger[:, :, :length] = tensor[:, :, :length]
    return larger

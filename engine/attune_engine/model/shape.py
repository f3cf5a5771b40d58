"""A base's sizes from its config.json and safetensors headers, without torch."""

import json
from dataclasses import dataclass
from pathlib import Path

from attune_engine.errors import EngineError
from attune_engine.gguf_format.names import ARCHITECTURES

BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "I8": 1, "U8": 1}


LINEARS = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")


@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama- or Qwen-shaped model. `parameters` counts tied weights once."""

    architecture: str
    hidden: int
    inner: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    vocabulary: int
    context: int
    tied: bool
    parameters: int
    weights_bytes: int

    @property
    def linear_names(self) -> tuple[str, ...]:
        """The modules of `linears` within a layer."""
        return LINEARS

    @property
    def linears(self) -> list[tuple[int, int]]:
        """(out, in) of one layer's seven linear maps."""
        q, kv = self.heads * self.head, self.kv_heads * self.head
        return [(q, self.hidden), (kv, self.hidden), (kv, self.hidden), (self.hidden, q), (self.inner, self.hidden), (self.inner, self.hidden), (self.hidden, self.inner)]


def read_shape(folder: Path) -> Shape:
    """Raises base_missing, base_unsupported, base_unsafe."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise EngineError("base_missing", f"There is no model in {folder.name}: config.json is missing or broken.", "Check base.path, or import the model again.") from None
    architecture = (config.get("architectures") or ["unknown"])[0]
    if architecture not in ARCHITECTURES or "auto_map" in config:
        raise EngineError("base_unsupported", f"{folder.name} is a {architecture}.", f"Use one of: {', '.join(ARCHITECTURES)}.")
    if config.get("use_sliding_window") or (architecture == "MistralForCausalLM" and config.get("sliding_window")):
        raise EngineError("base_unsupported", f"{folder.name} attends in a sliding window.", "Use a base with full attention.")
    heads, hidden = config["num_attention_heads"], config["hidden_size"]
    parameters, size = count_weights(folder)
    return Shape(
        architecture,
        hidden,
        config["intermediate_size"],
        config["num_hidden_layers"],
        heads,
        config.get("num_key_value_heads") or heads,
        config.get("head_dim") or hidden // heads,
        config["vocab_size"],
        config["max_position_embeddings"],
        bool(config.get("tie_word_embeddings")),
        parameters,
        size,
    )


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model folder, sorted. Raises base_unsafe where there are none."""
    files = sorted(folder.glob("model*.safetensors"))
    if not files:
        raise EngineError("base_unsafe", f"{folder.name} has no model.safetensors.", "Use a base in safetensors format; pickled weights are not loaded.")
    return files


def count_weights(folder: Path) -> tuple[int, int]:
    """Parameters and bytes, from the files' headers."""
    parameters = size = 0
    for path in weight_files(folder):
        size += path.stat().st_size
        with path.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        tensors = [entry for name, entry in header.items() if name != "__metadata__"]
        parameters += sum((entry["data_offsets"][1] - entry["data_offsets"][0]) // BYTES[entry["dtype"]] for entry in tensors)
    return parameters, size

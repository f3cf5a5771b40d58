"""Facts in a GGUF header, and the config.json they amount to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from attune_engine.errors import EngineError
from attune_engine.gguf_format.names import ARCHITECTURES

MODEL_CLASSES = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM", "qwen3": "Qwen3ForCausalLM", "gemma3": "Gemma3ForCausalLM"}
GEMMA_PATTERN, GEMMA_27B_LAYERS = 6, 62
assert set(MODEL_CLASSES) == set(ARCHITECTURES.values())


def open_gguf(path: Path) -> gguf.GGUFReader:
    """Map a GGUF file. Raises gguf_missing, gguf_unreadable, base_unsupported."""
    if not path.exists():
        raise EngineError("gguf_missing", f"There is no file {path}.", "Check the path, or fetch the model again.")
    try:
        reader = gguf.GGUFReader(path)
    except (ValueError, IndexError, KeyError) as error:
        raise EngineError("gguf_unreadable", f"{path.name} is not a whole GGUF file: {error}.", "Fetch the file again.") from None
    architecture = value(reader, "general.architecture")
    if architecture not in MODEL_CLASSES:
        raise EngineError("base_unsupported", f"{path.name} has the architecture {architecture}.", f"Use one of: {', '.join(MODEL_CLASSES)}.")
    return reader


def value(reader: gguf.GGUFReader, key: str, default: Any = None) -> Any:
    """One header value, or the default."""
    field = reader.get_field(key)
    return default if field is None else field.contents()


def model_config(reader: gguf.GGUFReader) -> dict[str, Any]:
    """config.json for transformers. Raises gguf_unreadable where the header lacks a size."""
    architecture = value(reader, "general.architecture")

    def fact(key: str, default: Any = None) -> Any:
        found = value(reader, f"{architecture}.{key}", default)
        if found is None:
            raise EngineError("gguf_unreadable", f"The GGUF header has no {architecture}.{key}.", "Use a file written by llama.cpp's converter.")
        return found

    if value(reader, f"{architecture}.rope.scaling.type", "none") not in ("none", None):
        raise EngineError("base_unsupported", "The GGUF file scales its positions (rope.scaling).", "Use a base without rope scaling, or its Hugging Face folder.")
    heads, hidden = fact("attention.head_count"), fact("embedding_length")
    theta = shortest(fact("rope.freq_base", 10000.0))
    names = {tensor.name for tensor in reader.tensors}
    config: dict[str, Any] = {
        "architectures": [MODEL_CLASSES[architecture]],
        "model_type": architecture,
        "hidden_size": hidden,
        "intermediate_size": fact("feed_forward_length"),
        "num_hidden_layers": fact("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": fact("attention.head_count_kv", heads),
        "head_dim": fact("attention.key_length", hidden // heads),
        "hidden_act": "silu",
        "max_position_embeddings": fact("context_length"),
        "rms_norm_eps": shortest(fact("attention.layer_norm_rms_epsilon")),
        "rope_theta": theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": theta},
        "tie_word_embeddings": "output.weight" not in names,
        "vocab_size": len(value(reader, "tokenizer.ggml.tokens", [])),
        "attention_bias": architecture == "llama" and "blk.0.attn_q.bias" in names,
        "torch_dtype": "float32",
    }
    if architecture == "gemma3":
        config |= gemma_config(config, fact)
        del config["hidden_act"], config["rope_theta"]
    for role, key in (("bos", "bos"), ("eos", "eos"), ("pad", "padding")):
        config[f"{role}_token_id"] = value(reader, f"tokenizer.ggml.{key}_token_id")
    return config


def gemma_config(config: dict[str, Any], fact: Callable[..., Any]) -> dict[str, Any]:
    """What is different in Gemma 3: five layers of six see a window and turn at a rate of their own, which headers before 2026 leave out;
    27B alone scales its queries by their share of the states (google's model card, llama.cpp's gemma3 graph)."""
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    local = shortest(fact("rope.freq_base_swa", 10000.0))
    rope = {kind: {"rope_type": "default", "rope_theta": theta} for kind, theta in (("sliding_attention", local), ("full_attention", config["rope_theta"]))}
    return {
        "model_type": "gemma3_text",
        "hidden_activation": "gelu_pytorch_tanh",
        "sliding_window": fact("attention.sliding_window"),
        "layer_types": ["full_attention" if (layer + 1) % GEMMA_PATTERN == 0 else "sliding_attention" for layer in range(layers)],
        "query_pre_attn_scalar": config["hidden_size"] // heads if layers == GEMMA_27B_LAYERS else config["head_dim"],
        "rope_parameters": rope,
    }


def shortest(number: float) -> float:
    """A 32-bit number as the shortest decimal that means it: 9.999999747e-06 is 1e-05."""
    return float(str(np.float32(number)))

"""What Hugging Face and GGUF call the same weights, and the row order in which they differ.

llama.cpp rotates neighbouring pairs of a head's rows where Hugging Face rotates its two halves, so q and k rows of the
llama architecture are interleaved on the way to GGUF. Qwen and Gemma files keep the halves. Gemma scales its norms by 1 + weight, and GGUF
holds the sum.
"""

import re

import numpy as np

ARCHITECTURES = {"LlamaForCausalLM": "llama", "MistralForCausalLM": "llama", "Qwen2ForCausalLM": "qwen2", "Qwen3ForCausalLM": "qwen3", "Gemma3ForCausalLM": "gemma3"}

GLOBAL = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
IN_LAYER = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
GEMMA = {"post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm", "post_feedforward_layernorm": "post_ffw_norm"}
IN_LAYER_OF = {architecture: {**IN_LAYER, **(GEMMA if architecture == "gemma3" else {})} for architecture in set(ARCHITECTURES.values())}
TO_GLOBAL = {gguf: hf for hf, gguf in GLOBAL.items()}
TO_IN_LAYER_OF = {architecture: {gguf: hf for hf, gguf in names.items()} for architecture, names in IN_LAYER_OF.items()}


def gguf_name(module: str, architecture: str) -> str | None:
    """GGUF's name of a Hugging Face module ("model.layers.3.mlp.up_proj"); None if it has none."""
    match = re.fullmatch(r"model\.layers\.(\d+)\.(.+)", module)
    if match:
        inner = IN_LAYER_OF[architecture].get(match[2])
        return inner and f"blk.{match[1]}.{inner}"
    return GLOBAL.get(module)


def hugging_face_name(module: str, architecture: str) -> str | None:
    """Hugging Face's name of a GGUF module ("blk.3.ffn_up"); None if it has none."""
    match = re.fullmatch(r"blk\.(\d+)\.(.+)", module)
    if match:
        inner = TO_IN_LAYER_OF[architecture].get(match[2])
        return inner and f"model.layers.{match[1]}.{inner}"
    return TO_GLOBAL.get(module)


def added_to(architecture: str, module: str) -> float:
    """What GGUF's values of a Hugging Face module are higher by."""
    return 1.0 if architecture == "gemma3" and module.endswith("norm") else 0.0


def rotated_heads(architecture: str, module: str, heads: int, kv_heads: int) -> int | None:
    """How many heads' rows of a Hugging Face module are interleaved in GGUF; None for the others."""
    if architecture != "llama":
        return None
    return heads if module.endswith("self_attn.q_proj") else kv_heads if module.endswith("self_attn.k_proj") else None


def interleave(rows: np.ndarray, heads: int) -> np.ndarray:
    """Hugging Face's order to GGUF's. rows: (heads * size, ...)."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def separate(rows: np.ndarray, heads: int) -> np.ndarray:
    """GGUF's order to Hugging Face's. rows: (heads * size, ...)."""
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)

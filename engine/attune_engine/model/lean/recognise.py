"""Which models the lean decoder knows, and the place where a model's own is kept."""

from collections.abc import Iterator

import torch
from peft.tuners.lora import Linear as LoraLinear
from peft.tuners.tuners_utils import BaseTunerLayer
from transformers import PreTrainedModel

from attune_engine.model.lean.decoder import Decoder

LAYERS = ("LlamaDecoderLayer", "MistralDecoderLayer", "Qwen2DecoderLayer", "Qwen3DecoderLayer")
ATTENTION, MLP = ("q_proj", "k_proj", "v_proj", "o_proj"), ("gate_proj", "up_proj", "down_proj")
KEPT = "attune_decoder"


def use_lean_decoder(model: torch.nn.Module, reading: bool = False) -> None:
    """Give a model its lean decoder, if its shape is known. `reading`: it will not be trained, so dropout does not count."""
    causal = causal_of(model)
    setattr(causal, KEPT, None if what_is_unknown(causal, reading) else Decoder(causal))


def lean_decoder(model: torch.nn.Module) -> Decoder | None:
    """The decoder of a model, if it has one."""
    return getattr(causal_of(model), KEPT, None)


def why_plain(model: torch.nn.Module) -> str | None:
    """Why a model in training must go without a lean decoder, as the end of a sentence; None where it need not."""
    return what_is_unknown(causal_of(model), False)


def causal_of(model: torch.nn.Module) -> PreTrainedModel:
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def what_is_unknown(causal: PreTrainedModel, reading: bool) -> str | None:
    """The first thing about a model that the lean decoder would compute differently or not at all."""
    if next(causal.parameters()).device.type != "cpu":
        return "it is not on the CPU"
    activation = getattr(causal.config, "hidden_act", None) or getattr(causal.config, "hidden_activation", None)
    if activation not in ("silu", "swish"):
        return f"its activation is {activation}"
    if type(causal.base_model.embed_tokens) is not torch.nn.Embedding:
        return "its embeddings carry an adapter"
    for layer in causal.base_model.layers:
        if type(layer).__name__ not in LAYERS:
            return f"its layers are {type(layer).__name__}"
        if getattr(layer.self_attn, "sliding_window", None):
            return "it attends in a sliding window"
        for name, linear in linears_of(layer):
            problem = problem_of(linear, reading)
            if problem:
                return f"its {name} {problem}"
    return None if reading or trains_only_lora(causal) else "more of it is trained than LoRA on its linear layers"


def linears_of(layer: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Module]]:
    for part, names in ((layer.self_attn, ATTENTION), (layer.mlp, MLP)):
        yield from ((name, getattr(part, name)) for name in names)


def problem_of(linear: torch.nn.Module, reading: bool) -> str | None:
    """What keeps a linear layer out of a stack; None if nothing does."""
    if not isinstance(linear, BaseTunerLayer):
        return None if type(linear) is torch.nn.Linear else f"is a {type(linear).__name__}"
    if not isinstance(linear, LoraLinear) or type(linear.base_layer) is not torch.nn.Linear or list(linear.lora_A) != ["default"]:
        return "carries an adapter of another kind"
    if linear.lora_variant or linear.fan_in_fan_out or linear.lora_B["default"].bias is not None:
        return "carries a variant of LoRA"
    return None if reading or isinstance(linear.lora_dropout["default"], torch.nn.Identity) else "has dropout before its adapter"


def trains_only_lora(causal: PreTrainedModel) -> bool:
    known = {
        id(parameter)
        for layer in causal.base_model.layers
        for _, linear in linears_of(layer)
        if isinstance(linear, LoraLinear)
        for parameter in (linear.lora_A["default"].weight, linear.lora_B["default"].weight)
    }
    return all(id(parameter) in known for parameter in causal.parameters() if parameter.requires_grad)

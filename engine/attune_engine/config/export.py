"""The spec of `export`."""

from dataclasses import dataclass
from typing import Literal

from attune_engine.config.run import Base


@dataclass(frozen=True)
class ExportConfig:
    """Write a base, or what was tuned on it, into a folder that other programs read.

    format: "adapter" copies the result as PEFT reads it; "safetensors" is a merged Hugging Face folder; "gguf" a merged file
    for llama.cpp with a Modelfile for Ollama. precision: of a gguf file f32, f16 or q8_0; of safetensors f32, f16 or bf16.
    """

    protocol: int
    base: Base
    output: str
    format: Literal["adapter", "safetensors", "gguf"]
    adapter: str | None = None
    precision: Literal["f32", "f16", "bf16", "q8_0"] = "f16"
    system_prompt: str = ""

"""Which methods there are. Importing this is cheap: a method's torch code is loaded when it is used."""

import importlib
from types import ModuleType
from typing import Any

from attune_engine.errors import EngineError
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.soft_prompt.config import PrefixTuningConfig, PromptTuningConfig, PTuningConfig
from attune_engine.methods.weights.config import FreezeConfig, FullConfig

CONFIGS: dict[str, type] = {
    "lora": LoraConfig,
    "full": FullConfig,
    "freeze": FreezeConfig,
    "prompt_tuning": PromptTuningConfig,
    "p_tuning": PTuningConfig,
    "prefix_tuning": PrefixTuningConfig,
}
PACKAGES = {"full": "weights", "freeze": "weights", "prompt_tuning": "soft_prompt", "p_tuning": "soft_prompt", "prefix_tuning": "soft_prompt"}


def usual_methods() -> dict[str, Any]:
    """One of every kind with its defaults, and DoRA. A start from a text needs one, so soft prompts start elsewhere: sizes are the same."""
    soft = {kind: CONFIGS[kind](start="vocabulary") for kind in ("prompt_tuning", "p_tuning", "prefix_tuning")}
    return {"lora": LoraConfig(), "dora": LoraConfig(magnitudes=True), "full": FullConfig(), "freeze": FreezeConfig(), **soft}


def default_method() -> LoraConfig:
    return LoraConfig()


def method_config_class(raw: Any, where: str) -> type:
    """The dataclass for a method object, by its `kind`. Raises config_bad_value."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if kind not in CONFIGS:
        raise EngineError("config_bad_value", f"{where}.kind is {kind!r}.", f"Use one of: {', '.join(CONFIGS)}.")
    return CONFIGS[kind]


def load_method(kind: str) -> ModuleType:
    """The module that does the work of a method; methods/__init__.py says what it holds."""
    return importlib.import_module(f"attune_engine.methods.{PACKAGES.get(kind, kind)}.method")

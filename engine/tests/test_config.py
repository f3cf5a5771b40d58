"""Specs are refused by name, with a remedy."""

import json

import pytest

from attune_engine.config.run import RunConfig
from attune_engine.config.schema import parse, read_spec
from attune_engine.errors import EngineError, as_engine_error


def refused(contract, path: str, value: object) -> EngineError:
    """The error after one field of the canonical run.json is set."""
    raw = json.loads((contract / "run.json").read_text())
    *outer, last = path.split(".")
    target = raw
    for name in outer:
        target = target[name]
    target[last] = value
    with pytest.raises(EngineError) as caught:
        parse(RunConfig, raw, "")
    return caught.value


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("optimizer.lr", 1, "config_unknown_field"),
        ("optimizer.learning_rate", "x", "config_bad_type"),
        ("optimizer.learning_rate", 0, "config_bad_value"),
        ("optimizer.schedule", "wavy", "config_bad_value"),
        ("method.kind", "magic", "config_bad_value"),
        ("method.rank", 1.5, "config_bad_type"),
        ("batch_rows", True, "config_bad_type"),
        ("eval", None, "config_bad_type"),
        ("eval.early_stopping", {"patience": 0}, "config_bad_value"),
        ("sample.prompts", [{"id": "a", "messages": [{"role": "tool", "content": ""}]}], "config_bad_value"),
        ("data", {}, "config_missing_field"),
        ("dtype", "half", "config_bad_value"),
        ("objective", "ppo", "config_bad_value"),
    ],
)
def test_the_field_is_named(contract, path, value, code):
    error = refused(contract, path, value)
    assert error.code == code and error.remedy
    assert path.split(".")[0] in error.message


def test_a_file_that_is_no_spec(tmp_path):
    path = tmp_path / "run.json"
    for text, code in ((None, "config_missing"), ("{", "config_unreadable"), ("[]", "config_bad_type"), ('{"protocol": 7}', "protocol_unsupported")):
        if text is not None:
            path.write_text(text)
        with pytest.raises(EngineError) as caught:
            read_spec(RunConfig, path)
        assert caught.value.code == code


def test_what_the_system_raises_gets_a_name():
    assert as_engine_error(OSError(28, "No space left on device")).code == "disk_full"
    assert as_engine_error(MemoryError()).code == "out_of_memory"
    assert as_engine_error(KeyError("x")).code == "internal"

"""Strict JSON to dataclass: every unknown, missing or ill-typed field is named, with a remedy."""

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any, TypeVar

from attune_engine import PROTOCOL
from attune_engine.errors import EngineError

T = TypeVar("T")


def limited(default: Any = dataclasses.MISSING, *, above: float | None = None, at_least: float | None = None, at_most: float | None = None, later: bool = False) -> Any:
    """A dataclass field whose number must keep to limits. `later`: runs from before it was there behave as its default says."""
    return dataclasses.field(default=default, metadata={"above": above, "at_least": at_least, "at_most": at_most, "later": later})


def shaping_values(config: Any) -> dict[str, Any]:
    """Field values by name, nested, without `later` fields that say nothing new: older runs had none of them."""
    values = {}
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        if not (field.metadata.get("later") and value == field.default):
            values[field.name] = plain(value)
    return values


def plain(value: Any) -> Any:
    """A field's value as JSON takes it."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return shaping_values(value) if dataclasses.is_dataclass(value) else value


def read_spec(kind: type[T], path: Path) -> T:
    """Read and check a spec file. Raises config_* and protocol_unsupported."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EngineError("config_missing", f"There is no {path.name} in {path.parent.name}.", "Write it before starting the engine.") from None
    except ValueError as error:
        raise EngineError("config_unreadable", f"{path.name} is not JSON: {error}.", "Write the file again.") from None
    if isinstance(raw, dict) and raw.get("protocol") != PROTOCOL:
        raise EngineError("protocol_unsupported", f"{path.name} has protocol {raw.get('protocol')!r}, this engine speaks {PROTOCOL}.", "Use the engine that came with this server.")
    return parse(kind, raw, "")


def parse(kind: type[T], raw: Any, where: str) -> T:
    """Build dataclass `kind` from JSON value `raw`; `where` is the path of the field, for messages."""
    if not isinstance(raw, dict):
        raise bad_type(where or "the spec", "an object", raw)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    hints = typing.get_type_hints(kind)
    for name in raw:
        if name not in fields:
            raise EngineError("config_unknown_field", f"Unknown field {join(where, name)}.", f"Remove it or use one of: {', '.join(fields)}.")
    values = {}
    for name, field in fields.items():
        if name in raw:
            choose = field.metadata.get("choose")
            hint = choose(raw[name], join(where, name)) if choose else hints[name]
            values[name] = convert(hint, raw[name], join(where, name))
            check_limits(values[name], field.metadata, join(where, name))
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise EngineError("config_missing_field", f"{join(where, name)} is missing.", "Add it; it has no default.")
    return kind(**values)


def convert(hint: Any, value: Any, where: str) -> Any:
    """Check one JSON value against one type hint and return it as that type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return convert_union(arguments, value, where)
    if origin is typing.Literal:
        if value not in arguments:
            raise EngineError("config_bad_value", f"{where} is {value!r}.", f"Use one of: {', '.join(map(repr, arguments))}.")
        return value
    if origin is list:
        if not isinstance(value, list):
            raise bad_type(where, "a list", value)
        return [convert(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(value)]
    if dataclasses.is_dataclass(hint):
        return parse(hint, value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise bad_type(where, NAMES[hint], value)
    return value


def convert_union(alternatives: tuple[Any, ...], value: Any, where: str) -> Any:
    """The alternative that fits, or the error of the one that comes nearest."""
    if value is None and type(None) in alternatives:
        return None
    error = None
    for alternative in alternatives:
        if alternative is type(None):
            continue
        try:
            return convert(alternative, value, where)
        except EngineError as failure:
            if error is None or not failure.message.startswith(f"{where} must be"):
                error = failure
    raise error or bad_type(where, "null", value)


def check_limits(value: Any, metadata: Any, where: str) -> None:
    """Raise config_bad_value where a number is out of its limits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    above, at_least, at_most = (metadata.get(name) for name in ("above", "at_least", "at_most"))
    rules = [(above is None or value > above, f"above {above}"), (at_least is None or value >= at_least, f"at least {at_least}"), (at_most is None or value <= at_most, f"at most {at_most}")]
    for holds, rule in rules:
        if not holds:
            raise EngineError("config_bad_value", f"{where} is {value}.", f"Use a number {rule}.")


def bad_type(where: str, wanted: str, value: Any) -> EngineError:
    return EngineError("config_bad_type", f"{where} must be {wanted}, not {NAMES.get(type(value), 'null')}.", f"Write {where} as {wanted}.")


def join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}

"""What the engine says and reads is what contract-fixtures/ shows to the other side."""

import json

import pytest
import tiny
from engine_process import events

from attune_engine.config.export import ExportConfig
from attune_engine.config.generate import GenerateConfig
from attune_engine.config.run import RunConfig
from attune_engine.config.schema import read_spec
from attune_engine.config.score import ScoreConfig
from attune_engine.data.preferences import JudgedRow, PairRow
from attune_engine.data.rows import read_rows


def shape(value: object) -> object:
    """Keys and kinds of values; numbers are one kind, null fits anything."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def fits(found: object, shown: object) -> bool:
    """Whether two shapes agree, null and empty lists aside."""
    if "NoneType" in (found, shown) or [] in (found, shown):
        return True
    if isinstance(found, dict) and isinstance(shown, dict):
        return found.keys() == shown.keys() and all(fits(found[key], shown[key]) for key in found)
    if isinstance(found, list) and isinstance(shown, list):
        return fits(found[0], shown[0])
    return found == shown


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def assert_same_shape(found: dict, shown: dict) -> None:
    assert fits(shape(found), shape(shown)), f"{shape(found)}\nis not\n{shape(shown)}"


@pytest.mark.parametrize(("kind", "name"), [(RunConfig, "run"), (RunConfig, "run-minimal"), (RunConfig, "run-plan"), (RunConfig, "preflight"), (ScoreConfig, "score"), (GenerateConfig, "generate"), (ExportConfig, "export")])
def test_every_spec_is_read(contract, kind, name):
    assert read_spec(kind, contract / f"{name}.json").protocol == 1


def test_the_full_spec_shows_every_field(contract):
    import dataclasses

    raw = json.loads((contract / "run.json").read_text())
    parsed = dataclasses.asdict(read_spec(RunConfig, contract / "run.json"))
    for message in parsed["sample"]["prompts"][0]["messages"]:
        del message["train"]
    assert parsed == raw


def test_a_plan_shows_every_field(contract):
    import dataclasses

    raw = json.loads((contract / "run-plan.json").read_text())
    parsed = dataclasses.asdict(read_spec(RunConfig, contract / "run-plan.json"))
    assert {name: parsed[name] for name in ("data", "stages")} == {name: raw[name] for name in ("data", "stages")}


def test_events_of_a_plan(worker, make_run, contract):
    tasks = [{"name": "orders", "train": "train.jsonl", "validation": "validation.jsonl"}, {"name": "lamps", "train": "validation.jsonl"}]
    folder = make_run(data={"tasks": tasks}, stages=[{"name": "easy", "rows": {"easier_than": 0.5}, "steps": 3}, {"steps": 2}])
    worker.run("train", folder)
    shown = {event["type"]: event for event in lines(contract / "plan-events.jsonl")}
    found = events(folder)
    assert set(shown) <= {event["type"] for event in found} and found[-1]["type"] == "done", found[-1]
    for event in found:
        if event["type"] in shown:
            assert_same_shape(event, shown[event["type"]])
    said = worker.run("preflight", folder / "run.json").last()
    usual = json.loads((contract / "preflight-result.json").read_text())
    assert_same_shape(said, {**usual, **{name: shown["started"][name] for name in ("tasks", "stages")}})


def test_every_method_shows_every_field_and_its_usual_rate(contract):
    import dataclasses

    from attune_engine.config.schema import parse
    from attune_engine.methods.registry import CONFIGS

    shown = [json.loads(line) for line in (contract / "methods.jsonl").read_text().splitlines()]
    assert [entry["method"]["kind"] for entry in shown] == list(CONFIGS)
    for entry in shown:
        method = parse(CONFIGS[entry["method"]["kind"]], entry["method"], "method")
        assert dataclasses.asdict(method) == entry["method"] and (method.usual_rate, method.preference_rate) == (entry["usual_rate"], entry["preference_rate"])


def test_events_of_an_export(worker, make_run, base, contract):
    folder = make_run(max_steps=1)
    worker.run("train", folder)
    spec = {"protocol": 1, "base": {"path": str(base)}, "adapter": "adapter", "output": "out", "format": "safetensors"}
    (folder / "export.json").write_text(json.dumps(spec))
    shown = {event["type"]: event for event in lines(contract / "export-events.jsonl")}
    for event in worker.run("export", folder / "export.json").output():
        assert_same_shape(event, shown[event["type"]])


def test_rows_are_read(contract):
    rows = read_rows(contract / "rows.jsonl")
    assert [message.train for message in rows[2].messages if message.role == "assistant"] == [False, True]
    assert [row.label for row in rows] == [None, "bulbs", None]


def test_rows_of_preferences_are_read(contract):
    pairs, judged = read_rows(contract / "pairs.jsonl", PairRow), read_rows(contract / "judged.jsonl", JudgedRow)
    assert [row.rejected for row in pairs][1] == "I think so." and [row.desirable for row in judged] == [True, False]


def test_events_of_a_run(worker, make_run, contract):
    prompts = [{"id": "p", "messages": [{"role": "user", "content": "count"}]}]
    folder = make_run(max_steps=5, sample={"every_steps": 5, "prompts": prompts, "max_new_tokens": 3})
    worker.run("train", folder)
    shown = {event["type"]: event for event in lines(contract / "events.jsonl")}
    assert set(shown) == {"started", "step", "eval", "sample", "checkpoint", "warning", "stopped", "done", "failed"}
    found = {event["type"] for event in events(folder)}
    assert found == {"started", "step", "eval", "sample", "checkpoint", "done"}
    for event in events(folder):
        assert_same_shape(event, shown[event["type"]])
    assert_same_shape(json.loads((folder / "engine.pid").read_text()), json.loads((contract / "engine.pid.json").read_text()))


def test_preflight(worker, make_run, contract):
    folder = make_run()
    silent = {"id": "silent", "messages": [{"role": "user", "content": "hm"}]}
    long = {"id": "long", "messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a" * 500}]}
    tiny.write_rows(folder / "train.jsonl", [*tiny.rows(20), silent, long])
    job = worker.run("preflight", folder / "run.json")
    assert job.wait() == 0
    found = job.last()
    assert_same_shape(found, json.loads((contract / "preflight-result.json").read_text()))
    assert [row["id"] for row in found["truncated"]] == ["long"]
    assert [row["id"] for row in found["untrainable"]] == ["silent"]
    assert found["rows"] == {"train": 21, "validation": 6}
    assert found["template"]["ok"] and found["template"]["end_of_turn"] == "<|im_end|>" and found["template"]["injects_system"]
    assert {warning["code"] for warning in found["warnings"]} == {"rows_truncated", "rows_untrainable"}
    assert found["memory"]["total_bytes"] == sum(part["bytes"] for part in found["memory"]["components"])


def test_score(worker, make_run, contract):
    folder = make_run(max_steps=12)
    worker.run("train", folder)
    base = json.loads((folder / "run.json").read_text())["base"]
    spec = {"protocol": 1, "base": base, "adapter": "adapter", "rows": "validation.jsonl", "output": "out.jsonl", "dtype": "float32", "threads": 1}
    (folder / "score.json").write_text(json.dumps(spec))
    job = worker.run("score", folder / "score.json")
    assert job.wait() == 0
    shown = {event["type"]: event for event in lines(contract / "score-events.jsonl")}
    moved = [(event["phase"], event["done"], event["total"]) for event in job.output() if event["type"] == "progress"]
    assert moved[0] == ("base", 0, 6) and moved[-1] == ("adapter", 6, 6) and ("base", 6, 6) in moved and ("adapter", 0, 6) in moved
    for event in job.output():
        assert_same_shape(event, shown[event["type"]])
    for line in lines(folder / "out.jsonl"):
        assert_same_shape(line, lines(contract / "score-output.jsonl")[0])
    done, trained = job.last(), events(folder)[-1]
    assert done["base"]["loss"] == pytest.approx(trained["validation"][0]["loss"], rel=1e-6)
    assert done["adapter"]["loss"] == pytest.approx(trained["best_loss"], rel=1e-6)


def test_generate(worker, tmp_path, base, contract):
    prompts = [{"id": name, "messages": [{"role": "user", "content": name * length}]} for name, length in (("a", 1), ("b", 30))]
    spec = {"protocol": 1, "base": {"path": str(base)}, "prompts": prompts, "output": "out.jsonl", "max_new_tokens": 6, "dtype": "float32", "threads": 1}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    assert worker.run("generate", tmp_path / "spec.json").wait() == 0
    together = lines(tmp_path / "out.jsonl")
    for line in together:
        assert_same_shape(line, lines(contract / "generate-output.jsonl")[0])
    (tmp_path / "spec.json").write_text(json.dumps({**spec, "batch_rows": 1}))
    worker.run("generate", tmp_path / "spec.json")
    assert lines(tmp_path / "out.jsonl") == together


def test_probe(worker, contract):
    job = worker.run("probe", "-")
    assert_same_shape(job.last(), json.loads((contract / "probe.json").read_text()))


def test_worker_lines(worker, contract):
    shown = {line["line"]["type"]: line["line"] for line in lines(contract / "worker.jsonl") if line["from"] == "worker"}
    assert_same_shape(worker.ready, shown["ready"])
    worker.send({"id": "x", "command": "sing", "args": [], "log": "x"})
    assert_same_shape(worker.next_line(), shown["refused"])

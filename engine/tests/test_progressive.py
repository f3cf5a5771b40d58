"""A plan of stages: what each trains, on which rows, for how long; and that a crash anywhere changes nothing."""

import dataclasses
import json
import shutil

import pytest
import tiny
import torch
from engine_process import events
from interrupted import assert_it_ends_as, kill_when, step_reached
from safetensors.torch import load_file

from attune_engine.config.run import RunConfig
from attune_engine.config.schema import parse, shaping_values
from attune_engine.config.stages import Stage
from attune_engine.data.encode import Encoded, EncodedData
from attune_engine.data.pack import make_pack
from attune_engine.data.tasks import NOTHING, TaskData
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.registry import load_method
from attune_engine.methods.trainable import Setting
from attune_engine.model.lean.recognise import lean_decoder
from attune_engine.model.load import load_base
from attune_engine.objectives import sft
from attune_engine.training.course import Course
from attune_engine.training.enter_stage import stage_trains

SHAPING = ("loss", "learning_rate", "grad_norm", "tokens", "total_tokens")
LORA = {"kind": "lora", "rank": 4, "alpha": 8}
LADDER = [{"name": "top", "last_layers": 1, "steps": 6}, {"name": "all", "steps": 6, "rate_factor": 0.5}]
CURRICULUM = [{"rows": {"easier_than": 0.5}, "epochs": 2}, {"rows": {"harder_than": 0.25}, "steps": 5}, {"epochs": 1}]
PLANS = {
    "ladder": (LORA, LADDER),
    "ladder of weights": ({"kind": "full"}, LADDER),
    "ladder of frozen layers": ({"kind": "freeze", "last_layers": 2}, [{"pattern": r"mlp\.", "steps": 5}, {"upper_share": 0.5, "steps": 5}, {"steps": 3}]),
    "curriculum": (LORA, CURRICULUM),
    "curriculum of a soft prompt": ({"kind": "prompt_tuning", "tokens": 4, "start": "vocabulary"}, CURRICULUM),
}
every_plan = pytest.mark.parametrize("name", PLANS)


def run_of(make_run, name: str, folder: str = "run", **changes):
    method, stages = PLANS[name]
    return make_run(folder, **{"method": method, "stages": stages, "checkpoint": {"every_steps": 4, "keep": 99}, **changes})


def said(folder, kind: str) -> list[dict]:
    return [event for event in events(folder) if event["type"] == kind]


def curve(folder) -> dict:
    steps = {event["step"]: [event[field] for field in SHAPING] for event in said(folder, "step")}
    return {"steps": steps, "evaluations": {event["step"]: event["loss"] for event in said(folder, "eval")}}


def saved(folder, step: int) -> dict[str, torch.Tensor]:
    checkpoint = folder / "checkpoints" / f"step-{step:06d}"
    return load_file(next(file for file in checkpoint.glob("*.safetensors") if file.name != "optimizer.safetensors"))


def task(*sizes: int, labels: dict[int, str] | None = None) -> list[TaskData]:
    data = [EncodedData([Encoded(f"{number}-{row}", [1, 2], [False, True], 2, (labels or {}).get(row)) for row in range(size)], []) for number, size in enumerate(sizes)]
    return [TaskData(f"t{number}", 1.0, each, NOTHING) for number, each in enumerate(data)]


def config_of(stages, **changes) -> RunConfig:
    return parse(RunConfig, {"protocol": 1, "run_id": "r", "base": {"path": "b"}, "data": {"train": "t"}, "batch_rows": 4, "stages": stages, **changes}, "")


@pytest.mark.parametrize("name", ["ladder", "ladder of weights"])
def test_a_stage_trains_what_it_names_and_nothing_else(worker, make_run, name):
    folder = run_of(make_run, name)
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    early, boundary, end = saved(folder, 4), saved(folder, 6), saved(folder, 12)
    top = {key for key in boundary if ".layers.1." in key}
    assert top and {key for key in boundary if not torch.equal(boundary[key], early[key])} == top
    below = {key for key in boundary if ".layers.0." in key and "lora_A" not in key}
    assert all(not torch.equal(end[key], boundary[key]) for key in below)
    if name == "ladder":
        assert all(not boundary[key].any() for key in below if "lora_B" in key)
    moments = load_file(folder / "checkpoints" / "step-000006" / "optimizer.safetensors")
    assert {key.removeprefix("exp_avg/") for key in moments if key.startswith("exp_avg/")} == top
    later = load_file(folder / "checkpoints" / "step-000012" / "optimizer.safetensors")
    assert later["step"] == 12 and {float(later[f"step/{key}"]) for key in below} == {6}


def test_stages_are_said_and_their_rates_hold(worker, make_run):
    folder = run_of(make_run, "ladder", optimizer={"learning_rate": 0.01, "warmup_steps": 0, "schedule": "constant"})
    worker.run("train", folder)
    first, second = said(folder, "stage")
    assert (first["stage"], first["name"], first["step"], first["steps"], first["rows"]) == (1, "top", 1, 6, 24)
    assert (second["stage"], second["step"], second["rate_factor"]) == (2, 7, 0.5)
    assert second["trainable"] == 2 * first["trainable"] == said(folder, "started")[0]["parameters"]["trainable"]
    assert [event["learning_rate"] for event in said(folder, "step")] == [0.01] * 6 + [0.005] * 6
    assert 6 in {event["step"] for event in said(folder, "eval")} and 6 in {event["step"] for event in said(folder, "checkpoint")}
    assert said(folder, "started")[0]["stages"] == [
        {"stage": 1, "name": "top", "first_step": 1, "steps": 6, "rows": 24},
        {"stage": 2, "name": "all", "first_step": 7, "steps": 6, "rows": 24},
    ]
    assert events(folder)[-1]["best_loss"] < 0.8 * events(folder)[-1]["validation"][0]["loss"]


def test_the_easy_rows_come_first(worker, make_run, base):
    """By the loss of the untrained base, which is not that of the row's length or place."""
    folder = run_of(make_run, "curriculum")
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    measured = json.loads((folder / "difficulty.json").read_text())["losses"]
    rows = load_rows(folder, base)
    model = load_base(base, "float32", "sdpa", "cpu")
    wanted = [sft.losses(model, make_pack([row])).mean().item() for row in rows]
    assert measured == pytest.approx(wanted, rel=1e-4)
    course = Course(parse(RunConfig, json.loads((folder / "run.json").read_text()), ""), [TaskData("", 1.0, EncodedData(rows, []), NOTHING)])
    course.difficulty = measured
    ranks = {row: rank for rank, row in enumerate(sorted(range(24), key=measured.__getitem__))}
    seen = [{ranks[row] for step in range(leg.before + 1, leg.last_step + 1) for row in course.rows(step)} for leg in course.legs]
    assert seen[0] == set(range(12)) and seen[1] <= set(range(6, 24)) and len(seen[1]) == 18 and seen[2] == set(range(24))
    tokens = [sum(rows[row].tokens for row in course.rows(step)) for step in range(1, course.steps + 1)]
    assert [event["tokens"] for event in said(folder, "step")] == tokens
    assert [event["phase"] for event in said(folder, "progress")] == ["difficulty"] * len(said(folder, "progress")) != []


def load_rows(folder, base) -> list[Encoded]:
    from attune_engine.data.tokenizer import load_tokenizer
    from attune_engine.objectives.registry import encode_file

    return encode_file("sft", load_tokenizer(base), folder / "train.jsonl", 256).rows


@every_plan
@pytest.mark.parametrize("after", [3, 6, 7])
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run, name, after):
    """In the first stage, at its end, and just behind it."""
    whole, broken = run_of(make_run, name, "whole"), run_of(make_run, name, "broken", checkpoint={"every_steps": 2, "keep": 9})
    worker.run("train", whole)
    kill_when(worker, broken, step_reached(after))
    assert_it_ends_as(worker, broken, whole, curve)
    assert [event["step"] for event in said(broken, "stage")] == [event["step"] for event in said(whole, "stage")]


def test_a_run_stopped_at_a_boundary_goes_on_with_the_next_stage(worker, make_run):
    whole, stopped = run_of(make_run, "ladder", "whole"), run_of(make_run, "ladder", "stopped")
    worker.run("train", whole)
    worker.run("train", stopped)
    for checkpoint in (stopped / "checkpoints").glob("step-*"):
        if checkpoint.name > "step-000006":
            shutil.rmtree(checkpoint)
    worker.run("train", stopped)
    assert said(stopped, "started")[-1]["resumed_from"]["step"] == 6
    assert curve(stopped) == curve(whole)
    assert [event["stage"] for event in said(stopped, "stage")] == [1, 2]


def test_without_its_difficulty_a_run_that_made_steps_does_not_go_on(worker, make_run):
    folder = run_of(make_run, "curriculum", max_steps=4)
    worker.run("train", folder)
    (folder / "difficulty.json").unlink()
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "reference_missing" and "difficulty.json" in events(folder)[-1]["message"]


def test_a_stage_of_labels_and_of_tasks_takes_only_these():
    tasks = task(10, 6, labels={0: "refund", 3: "refund", 5: "parcel"})
    data = {"tasks": [{"name": "t0", "train": "a"}, {"name": "t1", "train": "b"}]}
    course = Course(config_of([{"rows": {"labels": ["refund"]}}, {"rows": {"tasks": ["t1"]}}, {"rows": {"tasks": ["t0"], "labels": ["parcel"]}}], data=data), tasks)
    taken = [{row for step in range(leg.before + 1, leg.last_step + 1) for row in course.rows(step)} for leg in course.legs]
    assert taken == [{0, 3, 10, 13}, set(range(10, 16)), {5}]
    assert not course.needs_difficulty


def test_shares_by_difficulty_hold_task_by_task_and_stages_end_at_max_steps():
    data = {"tasks": [{"name": "t0", "train": "a"}, {"name": "t1", "train": "b"}]}
    course = Course(config_of([{"rows": {"easier_than": 0.5}, "epochs": 1}, {"steps": 50}, {"steps": 9}], data=data, max_steps=20), task(8, 4))
    course.difficulty = [float(row) for row in range(12)]
    assert course.chosen(course.legs[0]) == [[0, 1, 2, 3], [8, 9]]
    assert [(leg.before, leg.steps) for leg in course.legs] == [(0, 2), (2, 18)]
    assert course.boundaries == {2, 20} and course.steps == 20


def test_early_stopping_ends_only_the_last_stage(worker, make_run):
    stages = [{"steps": 12}, {"steps": 12}]
    rule = {"every_steps": 2, "early_stopping": {"patience": 2, "min_delta": 50.0}}
    folder = make_run(stages=stages, eval=rule)
    worker.run("train", folder)
    assert events(folder)[-1]["reason"] == "early_stopping" and events(folder)[-1]["step"] == 18


@pytest.mark.parametrize("decoder", ["lean", "plain"])
def test_what_is_trained_gets_the_gradients_it_gets_without_stages(base, decoder):
    torch.manual_seed(2)
    rows = [Encoded(str(n), torch.randint(3, 259, (9 + n,)).tolist(), [False] * 4 + [True] * (5 + n), 9 + n) for n in range(4)]

    def gradients(frozen: bool) -> dict[str, torch.Tensor | None]:
        trainable = load_method("lora").attach(load_base(base, "float32", "sdpa", "cpu"), LoraConfig(rank=4, alpha=8), Setting(0, decoder))
        for name, parameter in trainable.parameters.items():
            torch.manual_seed(len(name))
            parameter.data = torch.randn_like(parameter) * 0.1
            parameter.requires_grad_(not frozen or ".layers.1." in name)
        kept = lean_decoder(trainable.model)
        assert (kept is not None) == (decoder == "lean")
        if kept:
            kept.notice_trained()
            assert kept.lowest == (1 if frozen else 0)
        sft.loss(trainable.model, make_pack(rows), 10).backward()
        return {name: parameter.grad for name, parameter in trainable.parameters.items()}

    whole, part = gradients(False), gradients(True)
    assert all((part[name] is None) == (".layers.0." in name) for name in part)
    assert all(torch.allclose(part[name], whole[name], rtol=1e-5, atol=1e-8) for name in part if part[name] is not None)


def test_what_a_stage_trains_by_name():
    name = "base_model.model.model.layers.{}.mlp.up_proj.lora_A.weight"
    assert [stage_trains(Stage(last_layers=1), name.format(layer), 4) for layer in range(4)] == [False, False, False, True]
    assert [stage_trains(Stage(upper_share=0.3), name.format(layer), 4) for layer in range(4)] == [False, False, True, True]
    assert stage_trains(Stage(pattern="up_proj"), name.format(0), 4) and not stage_trains(Stage(pattern="down"), name.format(0), 4)
    assert stage_trains(Stage(), "model.embed_tokens.weight", 4) and not stage_trains(Stage(last_layers=4), "model.embed_tokens.weight", 4)


@pytest.mark.parametrize(
    ("changes", "code", "said_in"),
    [
        ({"stages": []}, "config_bad_value", "stages"),
        ({"stages": [{"epochs": 1, "steps": 1}]}, "config_bad_value", "epochs"),
        ({"stages": [{"last_layers": 1, "upper_share": 0.5}]}, "config_bad_value", "upper_share"),
        ({"stages": [{"pattern": "("}]}, "config_bad_value", "regular expression"),
        ({"stages": [{"rows": {"harder_than": 0.5, "easier_than": 0.5}}]}, "config_bad_value", "harder_than"),
        ({"stages": [{"rows": {"tasks": ["other"]}}]}, "config_bad_value", "'other'"),
        ({"stages": [{"last_layers": 1}], "method": {"kind": "prompt_tuning", "start": "random"}}, "config_bad_value", "layers"),
        ({"stages": [{"rows": {"labels": ["none"]}}]}, "stage_empty", "Stage 1"),
        ({"stages": [{"pattern": "no such weight"}]}, "targets_unknown", "Stage 1"),
        ({"stages": [{"layers": 1}]}, "config_unknown_field", "stages[0].layers"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(worker, make_run, changes, code, said_in):
    folder = make_run(**changes)
    worker.run("train", folder)
    failed = events(folder)[-1]
    assert failed["code"] == code and said_in in failed["message"] and failed["remedy"], failed


def test_an_older_run_goes_on_under_the_same_fingerprint():
    plain = shaping_values(config_of(None))
    assert "stages" not in plain
    staged = shaping_values(config_of([{"last_layers": 1}]))
    assert staged["stages"][0]["last_layers"] == 1 and {key: value for key, value in staged.items() if key != "stages"} == plain
    json.dumps(staged)
    assert dataclasses.asdict(config_of(None))["stages"] is None


def test_preflight_tells_of_every_stage(worker, make_run):
    folder = run_of(make_run, "curriculum")
    found = worker.run("preflight", folder / "run.json").last()
    assert found["steps"] == {"per_epoch": 6, "planned": 17}
    assert [(stage["stage"], stage["first_step"], stage["steps"], stage["rows"]) for stage in found["stages"]] == [(1, 1, 6, 12), (2, 7, 5, 18), (3, 12, 6, 24)]


def test_preferences_take_stages_too(worker, make_run):
    folder = make_run(objective="dpo", stages=[{"rows": {"easier_than": 0.5}, "epochs": 1, "last_layers": 1}, {"epochs": 1}])
    for file, count in (("train", 16), ("validation", 6)):
        rows = [{"id": row["id"], "messages": row["messages"][:1], "chosen": row["messages"][1]["content"], "rejected": f"no {n}"} for n, row in enumerate(tiny.rows(count))]
        tiny.write_rows(folder / f"{file}.jsonl", rows)
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    done = events(folder)[-1]
    assert done["step"] == 6 and done["best_loss"] < done["validation"][0]["loss"]
    assert {event["phase"] for event in said(folder, "progress")} == {"difficulty", "reference"}

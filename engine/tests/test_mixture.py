"""Several data sets in one run: their shares, their losses, and that a crash changes nothing."""

import json
from collections import Counter

import pytest
import tiny
from engine_process import events
from interrupted import assert_it_ends_as, kill_when, step_reached

from attune_engine.config.run import RunConfig
from attune_engine.config.schema import parse
from attune_engine.data.mixture import mixed_rows_of_step, mixing_shares, rows_by_task
from attune_engine.training.session import fingerprint

SHAPING = ("loss", "learning_rate", "grad_norm", "tokens", "tasks")


def said(folder, kind: str) -> list[dict]:
    return [event for event in events(folder) if event["type"] == kind]


def curve(folder) -> dict:
    steps = {event["step"]: [event[field] for field in SHAPING] for event in said(folder, "step")}
    return {"steps": steps, "evaluations": {event["step"]: [event["loss"], event["tasks"]] for event in said(folder, "eval")}}


def letters(count: int, start: int = 0) -> list[dict]:
    """Another task than tiny.rows: other words, under the same ids."""
    return [
        {"id": f"row-{n}", "messages": [{"role": "user", "content": f"spell {n}"}, {"role": "assistant", "content": "x y z " * (1 + n % 2) + str(n)}]}
        for n in range(start, start + count)
    ]


def mixed_run(make_run, name: str = "run", sizes=(24, 8), tasks=({}, {"weight": 2.0}), temperature: float = 1.0, **changes):
    described = [{"name": label, "train": f"{label}.jsonl", "validation": f"{label}-validation.jsonl", **more} for label, more in zip(("count", "spell"), tasks)]
    folder = make_run(name, data={"tasks": described, "temperature": temperature}, **changes)
    for label, make, size in (("count", tiny.rows, sizes[0]), ("spell", letters, sizes[1])):
        tiny.write_rows(folder / f"{label}.jsonl", make(size))
        tiny.write_rows(folder / f"{label}-validation.jsonl", make(5, 1000))
    return folder


def test_shares_follow_rows_weights_and_temperature():
    assert mixing_shares([30, 10], [1, 1], 1) == pytest.approx([0.75, 0.25])
    assert mixing_shares([30, 10], [1, 3], 1) == pytest.approx([0.5, 0.5])
    assert mixing_shares([90, 10], [1, 1], 2) == pytest.approx([0.75, 0.25])
    assert mixing_shares([90, 10], [1, 1], 1e9) == pytest.approx([0.5, 0.5], abs=1e-6)
    assert mixing_shares([5, 0], [1, 9], 1) == [1.0, 0.0]
    assert rows_by_task([30, 10], [1, 1], 1) == [30, 10]
    assert rows_by_task([1000, 1], [1, 0.001], 1) == [1000, 1]
    assert sum(rows_by_task([7, 11, 13], [1, 2, 3], 1.7)) == 31


def test_the_order_has_every_row_of_a_task_once_a_round_and_depends_on_the_seed():
    sizes, counts = [24, 8], rows_by_task([24, 8], [1, 1], 2)
    assert counts == [20, 12]
    taken = [pair for step in range(1, 4 * 8 + 1) for pair in mixed_rows_of_step(step, sizes, counts, 4, "3/1")]
    per_epoch = [Counter(task for task, _ in taken[32 * epoch : 32 * epoch + 32]) for epoch in range(4)]
    assert per_epoch == [Counter({0: 20, 1: 12})] * 4
    spelled = [row for task, row in taken if task == 1]
    assert [sorted(spelled[8 * lap : 8 * lap + 8]) for lap in range(6)] == [list(range(8))] * 6
    assert spelled[:8] != spelled[8:16]
    assert mixed_rows_of_step(5, sizes, counts, 4, "3/1") != mixed_rows_of_step(5, sizes, counts, 4, "4/1")


def test_every_task_is_learned_and_told_of(worker, make_run):
    folder = mixed_run(make_run, epochs=3, eval={"every_steps": 8})
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    started, done = events(folder)[0], events(folder)[-1]
    assert [(task["name"], task["weight"], task["rows"]) for task in started["tasks"]] == [("count", 1.0, {"train": 24, "validation": 5}), ("spell", 2.0, {"train": 8, "validation": 5})]
    assert [task["share"] for task in started["tasks"]] == pytest.approx([0.6, 0.4])
    assert started["rows"]["train"] == 32 and done["step"] == 24
    rows = Counter()
    for event in said(folder, "step"):
        rows.update({task["name"]: task["rows"] for task in event["tasks"]})
        assert sum(task["tokens"] for task in event["tasks"]) == event["tokens"]
    assert rows == {"count": 57, "spell": 39}
    for task in ("count", "spell"):
        losses = [each["loss"] for event in said(folder, "eval") for each in event["tasks"] if each["name"] == task]
        assert losses[-1] < 0.8 * losses[0], (task, losses)
    for event in said(folder, "eval"):
        assert event["loss"] == pytest.approx(sum(each["share"] * each["loss"] for each in event["tasks"]), rel=1e-12)
        assert [each["share"] for each in event["tasks"]] == pytest.approx([0.6, 0.4])
    assert done["best_loss"] == min(event["loss"] for event in said(folder, "eval") if event["step"] > 0)


def test_a_step_loses_what_its_tasks_lose(worker, make_run):
    """The mean over all response tokens of the step is that of the tasks, weighted by theirs; alone, a task has a step's own loss."""
    folder = mixed_run(make_run, max_steps=6)
    worker.run("train", folder)
    from attune_engine.data.tokenizer import load_tokenizer
    from attune_engine.data.tasks import read_tasks
    from attune_engine.training.course import Course

    config = parse(RunConfig, json.loads((folder / "run.json").read_text()), "")
    tasks = read_tasks(config, load_tokenizer(folder / config.base.path), folder)
    course, rows = Course(config, tasks), [row for task in tasks for row in task.train.rows]
    assert {row.id for row in tasks[0].train.rows} & {row.id for row in tasks[1].train.rows} == set()
    for event in said(folder, "step"):
        tokens = {name: sum(rows[row].loss_tokens for row in course.rows(event["step"]) if rows[row].id.startswith(f"{name}/")) for name in ("count", "spell")}
        mean = sum(task["loss"] * tokens[task["name"]] for task in event["tasks"]) / event["loss_tokens"]
        assert event["loss"] == pytest.approx(mean, rel=1e-9) and sum(tokens.values()) == event["loss_tokens"]


def test_one_task_learns_what_a_plain_run_with_its_order_learns(worker, make_run):
    """The losses that are told row by row go backward as the plain loss does."""
    plain = make_run("plain", batch_rows=24, epochs=6)
    mixed = make_run("mixed", batch_rows=24, epochs=6, data={"tasks": [{"name": "count", "train": "train.jsonl", "validation": "validation.jsonl"}]})
    worker.run("train", plain)
    worker.run("train", mixed)
    for one, other in zip(said(plain, "step"), said(mixed, "step"), strict=True):
        assert (one["loss"], one["grad_norm"]) == pytest.approx((other["loss"], other["grad_norm"]), rel=1e-4)


@pytest.mark.parametrize("stages", [None, [{"rows": {"tasks": ["count"], "easier_than": 0.5}, "epochs": 2}, {"rows": {"tasks": ["spell"]}, "steps": 5, "last_layers": 1}]])
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run, stages):
    settings = {"temperature": 2.0, "epochs": 2, "stages": stages}
    whole, broken = mixed_run(make_run, "whole", **settings), mixed_run(make_run, "broken", **settings)
    worker.run("train", whole)
    for step in (5, 9):
        kill_when(worker, broken, step_reached(step))
    assert_it_ends_as(worker, broken, whole, curve)


def test_early_stopping_looks_at_the_weighted_loss(worker, make_run):
    from attune_engine.config.run import EarlyStopping
    from attune_engine.training.early_stopping import should_stop

    rule = {"every_steps": 2, "early_stopping": {"patience": 2, "min_delta": 50.0}}
    folder = mixed_run(make_run, epochs=9, eval=rule)
    worker.run("train", folder)
    done = events(folder)[-1]
    assert done["reason"] == "early_stopping"
    assert should_stop([row["loss"] for row in done["validation"][1:]], EarlyStopping(2, 50.0))
    assert [row["loss"] for row in done["validation"]] == [event["loss"] for event in said(folder, "eval")]


@pytest.mark.parametrize("objective", ["dpo", "kto"])
def test_preferences_of_several_tasks(worker, make_run, objective):
    folder = mixed_run(make_run, objective=objective, epochs=2)

    def judged(number: int, row: dict) -> dict:
        asked, said_well = {"id": row["id"], "messages": row["messages"][:1]}, row["messages"][1]["content"]
        if objective == "dpo":
            return {**asked, "chosen": said_well, "rejected": f"no {number}"}
        return {**asked, "answer": said_well if number % 2 else f"no {number}", "desirable": number % 2 == 1}

    for label, make, size in (("count", tiny.rows, 12), ("spell", letters, 8)):
        tiny.write_rows(folder / f"{label}.jsonl", [judged(n, row) for n, row in enumerate(make(size))])
        tiny.write_rows(folder / f"{label}-validation.jsonl", [judged(n, row) for n, row in enumerate(make(6, 1000))])
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    last = said(folder, "eval")[-1]
    assert last["loss"] < said(folder, "eval")[0]["loss"] and len(last["tasks"]) == 2
    assert all(0 <= task["reward_accuracy"] <= 1 for task in last["tasks"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"tasks": []}, "config_bad_value"),
        ({"tasks": [{"name": "a", "train": "train.jsonl"}, {"name": "a", "train": "train.jsonl"}]}, "config_bad_value"),
        ({"tasks": [{"name": "a", "train": "train.jsonl", "weight": 0}]}, "config_bad_value"),
        ({"tasks": [{"name": "a", "train": "train.jsonl"}], "temperature": 0}, "config_bad_value"),
        ({"tasks": [{"name": "a", "train": "gone.jsonl"}]}, "data_missing"),
        ({"tasks": [{"name": "a"}]}, "config_missing_field"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(worker, make_run, data, code):
    folder = make_run(data=data)
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == code and events(folder)[-1]["remedy"]


def test_the_fingerprint_holds_what_is_mixed_and_how(make_run):
    def of(name: str, **changes) -> str:
        folder = mixed_run(make_run, name, **changes)
        return fingerprint(folder, parse(RunConfig, {**json.loads((folder / "run.json").read_text()), "run_id": "r"}, ""), "d")

    first = of("one")
    assert of("same") == first
    assert len({first, of("weights", tasks=({}, {"weight": 3.0})), of("temperature", temperature=2.0), of("rows", sizes=(24, 9))}) == 4


def test_preflight_tells_of_every_task(worker, make_run):
    folder = mixed_run(make_run, temperature=2.0)
    silent = {"id": "silent", "messages": [{"role": "user", "content": "hm"}]}
    tiny.write_rows(folder / "spell.jsonl", [*letters(8), silent])
    found = worker.run("preflight", folder / "run.json").last()
    assert found["rows"] == {"train": 32, "validation": 10} and found["steps"] == {"per_epoch": 8, "planned": 24}
    assert [(task["name"], task["rows"]["train"]) for task in found["tasks"]] == [("count", 24), ("spell", 8)]
    assert [row["id"] for row in found["untrainable"]] == ["spell/silent"]

"""A run from its folder to its adapter, through every interruption."""

import json
import shutil
import signal

import peft
import pytest
import tiny
import torch
from engine_process import events, wait_for
from interrupted import assert_it_ends_as, kill_when, step_reached
from transformers import AutoModelForCausalLM

from attune_engine.durable import file_digest

SHAPING = ("loss", "learning_rate", "grad_norm", "tokens", "total_tokens")


def curve(folder) -> dict:
    """The last word on every step and evaluation."""
    steps = {event["step"]: [event[name] for name in SHAPING] for event in events(folder) if event["type"] == "step"}
    evaluations = {event["step"]: event["loss"] for event in events(folder) if event["type"] == "eval"}
    return {"steps": steps, "evaluations": evaluations}


def kinds(folder) -> list[str]:
    return [event["type"] for event in events(folder)]


def test_a_run_learns_and_leaves_an_adapter(worker, make_run, base):
    folder = make_run(sample={"every_steps": 9, "prompts": [{"id": "p", "messages": [{"role": "user", "content": "count"}]}], "max_new_tokens": 5})
    assert worker.run("train", folder).wait() == 0
    done = events(folder)[-1]
    assert done["type"] == "done" and done["reason"] == "completed" and done["step"] == 18
    assert [event["seq"] for event in events(folder)] == list(range(1, len(events(folder)) + 1))
    losses = [row["loss"] for row in done["validation"]]
    assert losses[-1] < losses[0] - 0.5
    assert done["best_loss"] == min(losses[1:])
    assert kinds(folder).count("sample") == 2
    assert done["adapter"]["digest"] == file_digest(folder / "adapter" / "adapter_model.safetensors")
    assert done["gguf"]["digest"] == file_digest(folder / "adapter.gguf")
    model = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "adapter")
    assert any(parameter.abs().sum() > 0 for name, parameter in model.named_parameters() if "lora_B" in name)


def test_the_first_loss_comes_before_the_first_evaluation(worker, make_run):
    folder = make_run(max_steps=1)
    worker.run("train", folder)
    order = [(event["type"], event["step"]) for event in events(folder) if event["type"] in ("step", "eval")]
    assert order == [("step", 1), ("eval", 0), ("eval", 1)]


@pytest.mark.parametrize(("dropout", "decoder"), [(0.0, "lean"), (0.1, "plain")])
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run, dropout, decoder):
    method = {"kind": "lora", "rank": 4, "alpha": 8, "dropout": dropout}
    whole, broken = make_run("whole", method=method), make_run("broken", method=method)
    worker.run("train", whole)
    for step in (3, 7, 11):
        kill_when(worker, broken, step_reached(step))
        with (broken / "events.jsonl").open("a") as file:
            file.write('{"seq": 99, "type": "st')
    assert_it_ends_as(worker, broken, whole, curve)
    decoder, on_cpu = ("plain", False) if torch.cuda.is_available() else (decoder, True)
    assert {event["decoder"] for event in events(broken) if event["type"] == "started"} == {decoder}
    assert [event["code"] for event in events(whole) if event["type"] == "warning"] == (["plain_decoder"] if decoder == "plain" and on_cpu else [])
    sequence = [event["seq"] for event in events(broken)]
    assert sequence == list(range(1, len(sequence) + 1))
    assert [event["resumed_from"] and event["resumed_from"]["step"] for event in events(broken) if event["type"] == "started"][-1] >= 8


def test_sigterm_saves_and_stops_and_the_run_goes_on(worker, make_run):
    whole, stopped = make_run("whole"), make_run("stopped", checkpoint={"every_steps": 1000, "keep": 2})
    worker.run("train", whole)
    job = worker.start("train", stopped)
    wait_for(lambda: "step" in kinds(stopped))
    job.kill(signal.SIGTERM)
    assert job.wait() == 0
    last = events(stopped)[-1]
    assert last["type"] == "stopped" and last["reason"] == "signal"
    assert (stopped / last["checkpoint"] / "state.json").exists()
    worker.run("train", stopped)
    assert curve(stopped) == curve(whole)


def test_a_half_written_checkpoint_is_passed_over(worker, make_run):
    whole, broken = make_run("whole"), make_run("broken")
    worker.run("train", whole)
    job = worker.start("train", broken)
    wait_for(lambda: kinds(broken).count("checkpoint") >= 2)
    job.kill()
    job.wait()
    newest = sorted((broken / "checkpoints").glob("step-*"))[-1]
    weights = newest / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-7])
    shutil.copytree(newest, newest.with_name(".step-000009.partial"))
    worker.run("train", broken)
    resumed = [event["resumed_from"] for event in events(broken) if event["type"] == "started"][-1]
    assert resumed["step"] < int(newest.name[-6:])
    assert curve(broken) == curve(whole)


def test_a_damaged_best_checkpoint_is_trained_again(worker, make_run):
    whole, broken = make_run("whole"), make_run("broken", checkpoint={"every_steps": 2, "keep": 9})
    worker.run("train", whole)
    job = worker.start("train", broken)
    wait_for(lambda: any(event["type"] == "checkpoint" and event["best"] and event["step"] < events(broken)[-1].get("step", 0) for event in events(broken)))
    job.kill()
    job.wait()
    best = [event for event in events(broken) if event["type"] == "checkpoint" and event["best"]][-1]
    (broken / best["path"] / "adapter_model.safetensors").write_bytes(b"")
    worker.run("train", broken)
    resumed = [event["resumed_from"] for event in events(broken) if event["type"] == "started"][-1]
    assert resumed is None or resumed["step"] < best["step"]
    assert curve(broken) == curve(whole)
    assert events(broken)[-1]["adapter"]["digest"] == events(whole)[-1]["adapter"]["digest"]


def test_a_checkpoint_whose_event_the_kill_took_is_told(worker, make_run):
    folder = make_run(max_steps=6, checkpoint={"every_steps": 3, "keep": 2})
    worker.run("train", folder)
    lines = (folder / "events.jsonl").read_text().splitlines()
    cut = next(index for index, line in enumerate(lines) if '"checkpoint"' in line and json.loads(line)["step"] == 6)
    (folder / "events.jsonl").write_text("".join(line + "\n" for line in lines[:cut]))
    worker.run("train", folder)
    told = [event["step"] for event in events(folder) if event["type"] == "checkpoint"]
    assert told.count(6) == 1


def test_a_run_killed_before_its_first_checkpoint_keeps_its_plan(worker, make_run):
    folder = make_run(dtype="auto", threads=None)
    job = worker.start("train", folder)
    wait_for(lambda: "started" in kinds(folder))
    job.kill()
    job.wait()
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    plan = json.loads((folder / "plan.json").read_text())
    odd = {**plan, "dtype": "bfloat16" if plan["dtype"] == "float32" else "float32", "threads": plan["threads"] + 1, "attention": "bmm" if plan["attention"] == "sdpa" else "sdpa", "decoder": "plain"}
    (folder / "plan.json").write_text(json.dumps(odd))
    worker.run("train", folder)
    started = [event for event in events(folder) if event["type"] == "started"][-1]
    assert {name: started[name] for name in ("dtype", "threads", "attention")} == {name: odd[name] for name in ("dtype", "threads", "attention")}
    assert events(folder)[-1]["type"] == "done"


def test_a_run_is_not_resumed_on_another_device(worker, make_run):
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    folder = make_run(max_steps=2)
    worker.run("train", folder)
    for file in [folder / "plan.json", *(folder / "checkpoints").glob("*/state.json")]:
        file.write_text(file.read_text().replace('"device": "cpu"', '"device": "cuda"'))
    worker.run("train", folder)
    last = events(folder)[-1]
    assert (last["type"], last["code"]) == ("failed", "machine_changed") and "start a new run" in last["remedy"]


def test_checkpoints_are_the_last_ones_and_the_best(worker, make_run):
    folder = make_run(checkpoint={"every_steps": 1, "keep": 2})
    worker.run("train", folder)
    best = events(folder)[-1]["best_step"]
    names = {path.name for path in (folder / "checkpoints").iterdir()}
    assert names == {"step-000017", "step-000018", f"step-{best:06d}"}


def test_a_finished_run_says_done_again_and_trains_nothing(worker, make_run):
    folder = make_run(max_steps=3)
    worker.run("train", folder)
    first = events(folder)[-1]
    worker.run("train", folder)
    again = events(folder)[-1]
    assert kinds(folder).count("step") == 3
    assert {**again, "seq": 0, "time": 0} == {**first, "seq": 0, "time": 0}


def test_early_stopping_keeps_the_best(worker, make_run):
    folder = make_run(epochs=50, optimizer={"learning_rate": 0.2, "schedule": "constant"}, eval={"every_steps": 2, "early_stopping": {"patience": 2, "min_delta": 0.0}}, guard={"factor": 1000.0})
    worker.run("train", folder)
    done = events(folder)[-1]
    assert done["reason"] == "early_stopping"
    trained = [row for row in done["validation"] if row["step"] > 0]
    best = min(trained, key=lambda row: row["loss"])
    assert (done["best_step"], done["best_loss"]) == (best["step"], best["loss"])
    assert done["step"] == best["step"] + 4
    worker.run("train", folder)
    assert events(folder)[-1]["reason"] == "early_stopping" and events(folder)[-1]["step"] == done["step"]


def test_without_validation_the_last_step_is_the_adapter(worker, make_run):
    folder = make_run(data={"train": "train.jsonl", "validation": None}, max_steps=2)
    worker.run("train", folder)
    done = events(folder)[-1]
    assert (done["best_step"], done["best_loss"], done["validation"]) == (2, None, [])


def test_two_engines_never_train_one_run(worker, make_run):
    folder = make_run(epochs=500)
    first = worker.start("train", folder)
    wait_for(lambda: "step" in kinds(folder))
    second = worker.run("train", folder)
    assert second.wait() == 1 and second.last()["code"] == "run_locked"
    assert "failed" not in kinds(folder)
    first.kill(signal.SIGTERM)
    assert first.wait() == 0


def test_an_exploding_loss_warns_then_fails(worker, make_run):
    folder = make_run(optimizer={"learning_rate": 1e6, "warmup_steps": 0, "schedule": "constant"}, epochs=10, guard={"factor": 1.05, "strikes": 3})
    assert worker.run("train", folder).wait() == 1
    last = events(folder)[-1]
    assert (last["type"], last["code"]) == ("failed", "loss_exploded") and "learning_rate" in last["remedy"]
    assert kinds(folder).count("warning") >= 3


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"learning_rate": 1}, "config_unknown_field", "learning_rate"),
        ({"batch_rows": "8"}, "config_bad_type", "batch_rows"),
        ({"batch_rows": 0}, "config_bad_value", "batch_rows"),
        ({"protocol": 2}, "protocol_unsupported", "protocol"),
        ({"base": {"path": "nowhere"}}, "base_missing", "nowhere"),
        ({"base": {"path": None}}, "config_bad_type", "base.path"),
        ({"data": {"train": "gone.jsonl"}}, "data_missing", "gone.jsonl"),
        ({"method": {"kind": "lora", "targets": ["nothing"]}}, "targets_unknown", "nothing"),
    ],
)
def test_what_is_wrong_is_named(worker, make_run, change, code, word):
    folder = make_run(**change)
    assert worker.run("train", folder).wait() == 1
    last = events(folder)[-1]
    assert (last["type"], last["code"]) == ("failed", code)
    assert word in last["message"] and last["remedy"]


def test_another_base_than_ordered_is_refused(worker, make_run, base):
    folder = make_run(base={"path": str(base), "digest": "0" * 64})
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "base_changed"


def test_a_changed_run_is_not_resumed(worker, make_run):
    folder = make_run(max_steps=2)
    worker.run("train", folder)
    config = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**config, "seed": 4}))
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "run_changed"


def test_bad_rows_are_named(worker, make_run):
    folder = make_run()
    with (folder / "train.jsonl").open("a") as file:
        file.write('{"id": "x", "messages": "none"}\n')
    worker.run("train", folder)
    last = events(folder)[-1]
    assert last["code"] == "row_invalid" and "train.jsonl:25" in last["message"] and "messages" in last["message"]


def test_rows_without_an_answer_are_left_out_with_a_warning(worker, make_run):
    folder = make_run(max_steps=1)
    tiny.write_rows(folder / "train.jsonl", [*tiny.rows(4), {"id": "silent", "messages": [{"role": "user", "content": "hm"}]}])
    worker.run("train", folder)
    started = next(event for event in events(folder) if event["type"] == "started")
    warning = next(event for event in events(folder) if event["type"] == "warning")
    assert started["rows"]["train"] == 4 and started["rows"]["skipped"] == 1
    assert warning["code"] == "row_untrainable" and "silent" in warning["text"]


def test_bfloat16_resumes_exactly_too(worker, make_run):
    whole, stopped = make_run("whole", dtype="bfloat16", max_steps=8), make_run("stopped", dtype="bfloat16", max_steps=8)
    worker.run("train", whole)
    kill_when(worker, stopped, step_reached(2))
    worker.run("train", stopped)
    assert curve(stopped) == curve(whole)
    assert torch.isfinite(torch.tensor([loss for loss, *_ in curve(whole)["steps"].values()])).all()


def test_a_run_that_falls_apart_goes_back_at_half_the_rate_and_ends_when_it_does_so_again(worker, make_run):
    """The guard here takes any loss above the running median for a strike: it must come once, and again."""
    guard = {"factor": 1.000001, "strikes": 2, "rewinds": 1}
    settings = {"guard": guard, "epochs": 30, "checkpoint": {"every_steps": 2, "keep": 9}, "optimizer": {"learning_rate": 0.01, "schedule": "constant", "warmup_steps": 0}}
    folder = make_run("whole", **settings)
    worker.run("train", folder)
    found = events(folder)
    rewound = next(event for event in found if event.get("code") == "rewound")
    assert rewound["to_step"] < rewound["step"] and rewound["rate_factor"] == 0.5
    again = [event for event in found[found.index(rewound) :] if event["type"] == "step"]
    assert again[0]["step"] == rewound["to_step"] + 1 and again[0]["learning_rate"] == 0.005
    assert found[-1]["code"] == "loss_exploded"
    before = next(event for event in found if event["type"] == "step" and event["step"] == again[0]["step"])
    assert again[0]["loss"] == before["loss"]
    broken = make_run("broken", **settings)
    kill_when(worker, broken, lambda event: event.get("code") == "rewound")
    worker.run("train", broken)
    assert curve(broken) == curve(folder) and events(broken)[-1]["code"] == "loss_exploded"


def test_without_rewinds_it_ends_at_once(worker, make_run):
    folder = make_run(guard={"factor": 1.000001, "strikes": 2, "rewinds": 0}, epochs=30)
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "loss_exploded"
    assert not any(event.get("code") == "rewound" for event in events(folder))

"""DPO and KTO: exactly the papers' losses on the packed path, learning what is preferred, through every interruption."""

import json
import math
import signal

import pytest
import tiny
import torch
from engine_process import events, wait_for
from interrupted import assert_it_ends_as, kill_when, step_reached
from test_contract import assert_same_shape, lines
from test_exactness import adapted, relative
from test_train import curve

import attune_engine.model.attention  # noqa: F401
from attune_engine.config.run import Preference
from attune_engine.data.encode import Encoded
from attune_engine.data.pack import make_pack, split_by_tokens
from attune_engine.data.preferences import Judged, Pair
from attune_engine.methods.registry import load_method
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.methods.weights.config import FullConfig
from attune_engine.model.loss import RowLosses
from attune_engine.objectives import dpo, kto, sft
from attune_engine.objectives.work import Work
from attune_engine.training.evaluate import row_losses
from attune_engine.training.masters import Masters

LORA = {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.0}
METHODS = {"lora": (LORA, 0.005), "last layer": ({**LORA, "last_layers": 1}, 0.01), "full": ({"kind": "full"}, 0.001), "prefix": ({"kind": "prefix_tuning", "tokens": 8, "text": "You count."}, 0.05)}
OBJECTIVES = pytest.mark.parametrize("objective", ["dpo", "kto"])
WEIGHTS = Preference(beta=0.3, desirable_weight=1.3, undesirable_weight=0.8)
SMOOTH = Preference(beta=0.3, label_smoothing=0.1)


def pair_rows(count: int, start: int = 0) -> list[dict]:
    """The polite answer is preferred; all else differs from row to row."""
    asked = [(n, [{"role": "user", "content": f"count {n}" + " and on" * (n % 5)}]) for n in range(start, start + count)]
    return [{"id": f"row-{n}", "messages": messages, "chosen": f"please {n * 7 % 10}", "rejected": f"no way {n * 3 % 10}"} for n, messages in asked]


def judged_rows(count: int, start: int = 0) -> list[dict]:
    rows = pair_rows(count, start)
    return [{"id": row["id"], "messages": row["messages"], "answer": row["chosen" if n % 2 else "rejected"], "desirable": bool(n % 2)} for n, row in enumerate(rows)]


ROWS = {"dpo": pair_rows, "kto": judged_rows}


def run_of(make_run, objective: str, name: str = "lora", folder: str = "run", **changes):
    method, rate = METHODS[name]
    settings = {"objective": objective, "method": method, "optimizer": {"learning_rate": rate, "warmup_steps": 2}, "epochs": 6, "eval": {"every_steps": 9}, **changes}
    made = make_run(folder, **settings)
    tiny.write_rows(made / "train.jsonl", ROWS[objective](24))
    tiny.write_rows(made / "validation.jsonl", ROWS[objective](8, 1000))
    return made


def answers(count: int, judged: bool) -> list[Encoded]:
    """Random conversations; two by two they share a prompt, and the first two lengths of answer are far apart."""
    generator = torch.Generator().manual_seed(5)
    take = lambda length: torch.randint(3, 259, (length,), generator=generator).tolist()  # noqa: E731
    result = []
    for number in range(count):
        if number % 2 == 0:
            prompt = take(20 + 7 * number)
        said = take(3 + 300 * (number == 1) + 5 * number)
        parts = (str(number), prompt + said, [False] * len(prompt) + [True] * len(said), len(prompt) + len(said))
        result.append(Judged(*parts, desirable=number % 3 != 0) if judged else Encoded(*parts))
    return result


def pairs() -> list[Pair]:
    each = answers(8, False)
    return [Pair(str(n), each[2 * n], each[2 * n + 1]) for n in range(4)]


def by_hand(model, rows: list[Encoded], autocast: bool = False) -> torch.Tensor:
    """Log-probabilities of answers, one row at a time, by transformers' own forward pass."""
    sums = []
    for row in rows:
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(input_ids=torch.tensor([row.ids])).logits[0, :-1].float()
        said = logits.log_softmax(-1).gather(1, torch.tensor(row.ids[1:])[:, None])[:, 0]
        sums.append(said[torch.tensor(row.learned[1:])].sum())
    return torch.stack(sums)


def dpo_by_hand(model, reference: torch.Tensor, rows: list[Pair], preference: Preference, autocast: bool) -> torch.Tensor:
    each = [answer for row in rows for answer in (row.chosen, row.rejected)]
    ratios = by_hand(model, each, autocast) - reference[: len(each)]
    margin, doubt = preference.beta * (ratios[0::2] - ratios[1::2]), preference.label_smoothing
    return -((1 - doubt) * margin.sigmoid().log() + doubt * (-margin).sigmoid().log()).mean()


def kto_by_hand(model, reference: torch.Tensor, rows: list[Judged], preference: Preference, autocast: bool) -> torch.Tensor:
    crossed = [kto.cross(row, rows[(n + 1) % len(rows)], 1000) for n, row in enumerate(rows)]
    ratios = by_hand(model, rows + crossed, autocast) - reference
    point = ratios[len(rows) :].mean().clamp(min=0).detach()
    losses = []
    for row, ratio in zip(rows, ratios):
        value = torch.sigmoid(preference.beta * (ratio - point if row.desirable else point - ratio))
        losses.append((preference.desirable_weight if row.desirable else preference.undesirable_weight) * (1 - value))
    return torch.stack(losses).mean()


def setting(objective: str):
    """Module, rows, every sequence that needs a reference, loss by hand, settings."""
    if objective == "dpo":
        return dpo, pairs(), [answer for row in pairs() for answer in row.answers], dpo_by_hand, SMOOTH
    rows = answers(7, True)
    return kto, rows, rows + kto.mismatched(rows, 1000), kto_by_hand, WEIGHTS


def reference_of(each: list[Encoded]) -> tuple[torch.Tensor, dict]:
    """What the base says, and that as an objective gets it."""
    with torch.no_grad():
        said = by_hand(tiny.make_model("llama"), each)
    known = {row.id: value for row, value in zip(each, said.tolist(), strict=True)}
    return said, {"train": known, "train_mismatched": known}


def plain(objective: str, autocast: bool = False) -> tuple[float, torch.Tensor]:
    module, rows, each, hand, preference = setting(objective)
    model, parameters = adapted("llama", torch.float32, None)
    loss = hand(model, reference_of(each)[0], rows, preference, autocast)
    loss.backward()
    return loss.item(), torch.cat([parameter.grad.flatten() for parameter in parameters.values()])


def packed(objective: str, dtype: torch.dtype, attention: str, pack_tokens: int = 10_000) -> tuple[float, torch.Tensor]:
    module, rows, each, _, preference = setting(objective)
    model, parameters = adapted("llama", dtype, attention)
    masters = Masters(Trainable(model, parameters))
    total = 0.0
    for part in module.parts(Work(model, "cpu", pack_tokens, 1000, preference, reference_of(each)[1]), rows):
        part.loss.backward()
        masters.collect_gradients()
        total += part.loss.item()
    return total, torch.cat([master.grad.flatten() for master in masters.tensors.values()])


@pytest.mark.parametrize("pack_tokens", [10_000, 200])
@pytest.mark.parametrize("attention", ["lean", "sdpa", "bmm"])
@OBJECTIVES
def test_float32_equals_the_formula_in_plain_transformers(objective, attention, pack_tokens):
    wanted_loss, wanted = plain(objective)
    loss, gradients = packed(objective, torch.float32, attention, pack_tokens)
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5


@pytest.mark.parametrize("attention", ["lean", "bmm"])
@OBJECTIVES
def test_bfloat16_is_as_close_as_autocast(objective, attention):
    wanted_loss, wanted = plain(objective)
    autocast_loss, autocast = plain(objective, autocast=True)
    loss, gradients = packed(objective, torch.bfloat16, attention)
    assert abs(loss - wanted_loss) < 2 * abs(autocast_loss - wanted_loss) + 0.01 * wanted_loss
    assert relative(gradients, wanted) < 2 * relative(autocast, wanted)


@OBJECTIVES
def test_every_weight_gets_the_gradient_of_plain_training(objective):
    module, rows, each, hand, preference = setting(objective)
    reference, known = reference_of(each)
    plain_model, model = tiny.make_model("llama"), tiny.make_model("llama")
    model.config._attn_implementation = "attune_sdpa"
    trainable = load_method("full").attach(model, FullConfig(), Setting(0))
    for each_model in (plain_model, model):
        with torch.no_grad():
            each_model.model.layers[0].mlp.up_proj.weight.mul_(1.3)
    hand(plain_model, reference, rows, preference, False).backward()
    for part in module.parts(Work(trainable.model, "cpu", 10_000, 1000, preference, known), rows):
        part.loss.backward()
    own = dict(plain_model.named_parameters())
    for name, parameter in trainable.parameters.items():
        assert relative(parameter.grad, own[name].grad) < 1e-4, name


@pytest.mark.parametrize("trained", [False, True])
def test_the_loss_of_a_row_is_scaled_by_its_own_gradient(trained):
    generator = torch.Generator().manual_seed(2)
    hidden, weight = torch.randn(700, 32, generator=generator), torch.randn(900, 32, generator=generator) / 3
    targets, owners = torch.randint(0, 900, (700,), generator=generator), torch.randint(0, 5, (700,), generator=generator)
    scales = torch.tensor([1.0, -2.0, 0.0, 0.3, 1e-6], dtype=torch.float64)
    found = hidden.clone().requires_grad_(), weight.clone().requires_grad_(trained)
    wanted = hidden.clone().requires_grad_(), weight.clone().requires_grad_(trained)
    sums = RowLosses.apply(*found, targets, owners, 5)
    each = torch.nn.functional.cross_entropy(wanted[0] @ wanted[1].t(), targets, reduction="none").double()
    exact = torch.zeros(5, dtype=torch.float64).index_add(0, owners, each)
    assert torch.allclose(sums, exact, rtol=1e-6)
    (sums @ scales).backward()
    (exact @ scales).backward()
    assert all(relative(ours.grad, theirs.grad) < 1e-5 for ours, theirs in list(zip(found, wanted))[: 1 + trained])


def test_a_pair_shares_its_prompt_and_is_never_split():
    pair = pairs()[0]
    assert make_pack([pair]).tokens == pair.tokens - pair.chosen.learned.index(True)
    assert [[row.id for row in group] for group in split_by_tokens(pairs(), 200)] == [["0"], ["1"], ["2"], ["3"]]
    assert [len(group) for group in split_by_tokens(pairs(), pairs()[0].tokens + pairs()[1].tokens)] == [2, 2]


@pytest.mark.parametrize("margin", [0.0, 1e3, -1e3, 1e6, -1e6])
def test_extreme_margins_have_finite_losses_and_gradients(margin):
    ratios = torch.tensor([margin, -margin], dtype=torch.float64, requires_grad=True)
    losses, rewards = dpo.compare(ratios, Preference())
    weighed, _ = kto.weigh(ratios, answers(2, True), 0.0, Preference())
    (losses.sum() + weighed.sum()).backward()
    assert torch.isfinite(losses).all() and torch.isfinite(weighed).all() and torch.isfinite(ratios.grad).all()
    assert losses.item() == pytest.approx(max(0.0, -0.2 * margin) + math.log1p(math.exp(-0.2 * abs(margin))))
    assert rewards.fields()["reward_accuracy"] == (margin > 0) + 0.5 * (margin == 0)


def test_the_reference_point_is_never_negative_and_one_answer_has_none():
    rows = answers(3, True)
    known = {row.id: 1e9 for row in kto.mismatched(rows, 1000)}
    work = Work(adapted("llama", torch.float32, "lean")[0], "cpu", 10_000, 1000, Preference(), {"train_mismatched": known})
    assert kto.moved(work, rows, "train_mismatched") == 0.0
    assert kto.moved(work, rows[:1], "train_mismatched") == 0.0


@pytest.mark.parametrize("name", METHODS)
@OBJECTIVES
def test_it_learns_what_is_preferred(worker, make_run, objective, name):
    prompt = {"id": "p", "messages": [{"role": "user", "content": "count 3"}]}
    folder = run_of(make_run, objective, name, sample={"every_steps": 36, "prompts": [prompt], "max_new_tokens": 4})
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    evaluations = [event for event in events(folder) if event["type"] == "eval"]
    assert evaluations[0]["reward_accuracy"] == 0.5 and evaluations[0]["reward_margin"] == pytest.approx(0, abs=1e-4)
    assert evaluations[0]["loss"] == pytest.approx({"dpo": math.log(2), "kto": 0.5}[objective], rel=1e-4)
    assert evaluations[-1]["reward_accuracy"] > 0.9 and evaluations[-1]["reward_margin"] > 0.2
    assert evaluations[-1]["loss"] < 0.8 * evaluations[0]["loss"]
    done = events(folder)[-1]
    assert done["type"] == "done" and done["best_loss"] == min(event["loss"] for event in evaluations[1:])
    assert not [event for event in events(folder) if event["type"] == "warning" and event["code"] == "loss_exploding"]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", METHODS)
@OBJECTIVES
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run, objective, name, dtype):
    whole, broken = (run_of(make_run, objective, name, folder, epochs=3, dtype=dtype) for folder in ("whole", "broken"))
    worker.run("train", whole)
    for moment in (lambda event: event["type"] == "progress", step_reached(7)):
        kill_when(worker, broken, moment)
    assert_it_ends_as(worker, broken, whole, curve)


def test_a_stop_while_the_reference_is_measured_loses_nothing(worker, make_run):
    whole, stopped = run_of(make_run, "dpo", folder="whole"), run_of(make_run, "dpo", folder="stopped")
    worker.run("train", whole)
    job = worker.start("train", stopped)
    wait_for(lambda: any(event["type"] == "progress" for event in events(stopped)))
    job.kill(signal.SIGTERM)
    assert job.wait() == 0 and events(stopped)[-1]["type"] == "stopped"
    worker.run("train", stopped)
    assert curve(stopped) == curve(whole)


def test_a_run_without_its_reference_is_not_resumed(worker, make_run):
    folder = run_of(make_run, "dpo", max_steps=2)
    worker.run("train", folder)
    (folder / "reference.json").write_text("{")
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "reference_missing"


@OBJECTIVES
def test_a_row_longer_than_a_pack_is_trained_all_the_same(worker, make_run, objective):
    folder = run_of(make_run, objective, max_steps=3)
    worker.run("train", folder)
    (folder / "plan.json").write_text(json.dumps({**json.loads((folder / "plan.json").read_text()), "pack_tokens": 50}))
    small = run_of(make_run, objective, folder="small", max_steps=3)
    (small / "plan.json").write_text((folder / "plan.json").read_text())
    worker.run("train", small)
    losses = [[event["loss"] for event in events(each) if event["type"] == "step"] for each in (folder, small)]
    assert len(losses[1]) == 3 and losses[1] == pytest.approx(losses[0], rel=1e-4)
    assert "memory_short" in [event.get("code") for event in events(small)]


@OBJECTIVES
def test_events_are_those_of_the_contract(worker, make_run, contract, objective):
    folder = run_of(make_run, objective, max_steps=2)
    worker.run("train", folder)
    shown = {event["type"]: event for event in lines(contract / "preference-events.jsonl")}
    told = [event for event in events(folder) if event["type"] in shown]
    assert {event["type"] for event in told} == set(shown)
    for event in told:
        assert_same_shape(event, shown[event["type"]])


def test_rows_are_left_out_cut_and_counted(worker, make_run):
    folder = run_of(make_run, "dpo", max_steps=1, max_tokens_per_row=80)
    asked = [{"role": "user", "content": "u"}]
    same = {"id": "same", "messages": asked, "chosen": "yes", "rejected": "yes"}
    late = {"id": "late", "messages": asked, "chosen": "a" * 90 + "b", "rejected": "a" * 90 + "c"}
    long = {"id": "long", "messages": asked, "chosen": "b" * 90, "rejected": "c"}
    no_room = {"id": "no room", "messages": [{"role": "user", "content": "u" * 90}], "chosen": "b", "rejected": "c"}
    empty = {"id": "empty", "messages": asked, "chosen": "b", "rejected": " "}
    tiny.write_rows(folder / "train.jsonl", [*pair_rows(4), same, late, long, no_room, empty])
    found = worker.run("preflight", folder / "run.json").last()
    refused = {row["id"]: row["code"] for row in found["untrainable"]}
    assert refused == {"same": "row_without_preference", "late": "row_without_preference", "no room": "row_untrainable", "empty": "row_untrainable"}
    assert [row["id"] for row in found["truncated"]] == ["long"] and found["rows"]["train"] == 5
    worker.run("train", folder)
    warned = [event["code"] for event in events(folder) if event["type"] == "warning"]
    assert warned == ["row_without_preference"] * 2 + ["row_untrainable"] * 2
    assert events(folder)[0]["rows"]["skipped"] == 4 and events(folder)[-1]["type"] == "done"


@pytest.mark.parametrize(
    ("objective", "row", "word"),
    [
        ("dpo", {"chosen": "a"}, "rejected"),
        ("dpo", {"chosen": "a", "rejected": 3}, "rejected"),
        ("dpo", {"answer": "a", "desirable": True}, "answer"),
        ("dpo", {"chosen": "a", "rejected": "b", "messages": [{"role": "assistant", "content": "a"}]}, "end with a user"),
        ("kto", {"answer": "a"}, "desirable"),
        ("kto", {"answer": "a", "desirable": 1}, "desirable"),
        ("kto", {"answer": "a", "desirable": True, "messages": []}, "end with a user"),
        ("sft", {"chosen": "a", "rejected": "b"}, "chosen"),
    ],
)
def test_wrong_rows_are_named(worker, make_run, objective, row, word):
    folder = make_run(objective=objective)
    tiny.write_rows(folder / "train.jsonl", [{"id": "x", "messages": [{"role": "user", "content": "u"}], **row}])
    worker.run("train", folder)
    failed = events(folder)[-1]
    assert failed["code"] == "row_invalid" and "train.jsonl:1" in failed["message"] and word in failed["message"] and failed["remedy"]


def test_an_id_that_comes_twice_is_refused(worker, make_run):
    folder = run_of(make_run, "dpo")
    tiny.write_rows(folder / "train.jsonl", pair_rows(3) + pair_rows(1))
    worker.run("train", folder)
    assert events(folder)[-1]["code"] == "row_invalid" and "'row-0'" in events(folder)[-1]["message"]


@pytest.mark.parametrize(("objective", "change", "word"), [("ppo", {}, "objective"), ("dpo", {"beta": 0}, "beta"), ("dpo", {"label_smoothing": 0.6}, "label_smoothing"), ("kto", {"gamma": 1}, "gamma")])
def test_settings_out_of_their_limits_are_refused(worker, make_run, objective, change, word):
    folder = make_run(objective=objective, preference=change)
    worker.run("train", folder)
    assert events(folder)[-1]["code"].startswith("config_") and word in events(folder)[-1]["message"]


def test_the_rate_and_the_fingerprint_of_older_runs_stay_as_they_were():
    from attune_engine.config.run import Base, Data, RunConfig
    from attune_engine.config.schema import shaping_values

    old = RunConfig(1, "r", Base("b"), Data("t"))
    assert old.learning_rate == 1e-3 and "preference" not in shaping_values(old)
    assert RunConfig(1, "r", Base("b"), Data("t"), "dpo").learning_rate == 5e-5
    assert shaping_values(RunConfig(1, "r", Base("b"), Data("t"), "dpo", SMOOTH))["preference"]["label_smoothing"] == 0.1


def test_the_reference_of_a_pair_is_that_of_its_answers_alone():
    model, _ = adapted("llama", torch.float32, "lean")
    together = row_losses(sft.losses, model, pairs(), 10_000, "cpu")
    alone = row_losses(sft.losses, model, [answer for row in pairs() for answer in row.answers], 50, "cpu")
    assert together == pytest.approx(alone, rel=1e-5)

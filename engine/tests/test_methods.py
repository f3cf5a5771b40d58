"""Every method: it learns what the untrained base does not know, survives kill -9, and other tools read what it leaves."""

import dataclasses
import json

import gguf
import peft
import pytest
import tiny
import torch
from engine_process import events
from interrupted import assert_it_ends_as, kill_when, step_reached
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from attune_engine.data.encode import Encoded, encode_rows
from attune_engine.data.pack import make_pack
from attune_engine.data.rows import read_rows
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.methods.lora import principal
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.registry import load_method
from attune_engine.methods.saved import wrap_saved
from attune_engine.methods.soft_prompt.config import PrefixTuningConfig, PromptTuningConfig
from attune_engine.methods.trainable import Setting
from attune_engine.methods.weights.config import FreezeConfig, FullConfig
from attune_engine.model.frozen_prefix import keep_frozen_prefix
from attune_engine.model.load import load_base
from attune_engine.model.ordinary_attention import ordinary_attention
from attune_engine.model.quantized_linear import QuantizedLinear, quantize_layers
from attune_engine.objectives import sft

TEXT = "You count for people."
LORA = {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.0}
METHODS = {
    "lora": (LORA, 0.02),
    "lora, rank-stabilised": ({**LORA, "rank_stabilised": True}, 0.02),
    "lora, last layer": ({**LORA, "last_layers": 1}, 0.02),
    "dora": ({**LORA, "magnitudes": True}, 0.02),
    "pissa": ({**LORA, "start": "principal"}, 0.01),
    "qlora nf4": ({**LORA, "quantization": "nf4"}, 0.02),
    "qlora int8": ({**LORA, "quantization": "int8"}, 0.02),
    "full": ({"kind": "full"}, 0.003),
    "freeze": ({"kind": "freeze", "last_layers": 1}, 0.005),
    "freeze by pattern": ({"kind": "freeze", "last_layers": 0, "pattern": r"mlp\.|norm"}, 0.005),
    "prompt tuning": ({"kind": "prompt_tuning", "tokens": 8, "text": TEXT}, 0.1),
    "p-tuning": ({"kind": "p_tuning", "tokens": 8, "text": TEXT}, 0.02),
    "prefix tuning": ({"kind": "prefix_tuning", "tokens": 8, "text": TEXT}, 0.1),
}
SHAPING = ("loss", "learning_rate", "grad_norm", "tokens")
every_method = pytest.mark.parametrize("name", METHODS)


def run_of(make_run, name: str, folder: str = "run", **changes):
    method, rate = METHODS[name]
    settings = {"method": method, "optimizer": {"learning_rate": rate, "warmup_steps": 2}, "epochs": 6, "eval": {"every_steps": 9}, **changes}
    return make_run(folder, **settings)


def curve(folder) -> dict:
    return {event["step"]: [event[field] for field in SHAPING] for event in events(folder) if event["type"] == "step"}


@every_method
def test_it_learns_and_its_result_scores_as_it_did(worker, make_run, base, name):
    prompt = {"id": "p", "messages": [{"role": "user", "content": "count"}]}
    folder = run_of(make_run, name, sample={"every_steps": 36, "prompts": [prompt], "max_new_tokens": 4})
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    done = events(folder)[-1]
    untrained, best = done["validation"][0]["loss"], done["best_loss"]
    assert best < 0.8 * untrained
    assert [event["tokens"] for event in events(folder) if event["type"] == "sample"] != []
    spec = {"protocol": 1, "base": {"path": str(base)}, "rows": "validation.jsonl", "output": "scores.jsonl", "adapter": "adapter", "max_tokens_per_row": 256, "dtype": "float32", "threads": 1}
    (folder / "score.json").write_text(json.dumps(spec))
    scored = worker.run("score", folder / "score.json").last()
    tolerance = 0.05 if "qlora" in name else 1e-4
    assert scored["adapter"]["loss"] == pytest.approx(best, rel=tolerance)
    asked = {"protocol": 1, "base": {"path": str(base)}, "adapter": "adapter", "prompts": [prompt], "output": "answers.jsonl", "max_new_tokens": 4, "dtype": "float32", "threads": 1}
    (folder / "generate.json").write_text(json.dumps(asked))
    assert worker.run("generate", folder / "generate.json").last()["type"] == "done"


@every_method
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run, name):
    whole, broken = run_of(make_run, name, "whole", epochs=3), run_of(make_run, name, "broken", epochs=3)
    worker.run("train", whole)
    kill_when(worker, broken, step_reached(7))
    assert_it_ends_as(worker, broken, whole, curve)


@pytest.mark.parametrize("name", [name for name, (method, _) in METHODS.items() if method["kind"] not in ("full", "freeze")])
def test_peft_reads_it_and_computes_the_same(worker, make_run, base, name):
    folder = run_of(make_run, name, max_steps=6)
    worker.run("train", folder)
    ids = torch.randint(3, 259, (1, 25), generator=torch.Generator().manual_seed(5))
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "adapter").eval()
    ours = wrap_saved(load_base(base, "float32", "sdpa", "cpu"), folder / "adapter")
    with torch.no_grad():
        wanted = theirs(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, -25:]
        row = Encoded("row", [*ids[0].tolist(), 3], [True] * 26, 26)
        found = sft.response_states(ours, make_pack([row])) @ ours.get_output_embeddings().weight.t()
    assert torch.allclose(found, wanted, atol=2e-4)


def test_a_prefix_from_a_text_is_that_text(base):
    """Exactly what the base remembers of it: the loss behind the prefix is the loss behind the words."""
    tokenizer = load_tokenizer(base)
    ids = tokenizer.encode_text(TEXT)
    row = Encoded("row", [5, 60, 61, 62, 63, 9], [False, True, True, True, True, True], 6)
    spoken = Encoded("row", ids + row.ids, [False] * len(ids) + row.learned, len(ids) + 6)
    plain = sft.losses(load_base(base, "float32", "sdpa", "cpu"), make_pack([spoken]))
    setting = Setting(0, "plain", tokenizer)
    for config in (PrefixTuningConfig(tokens=len(ids), text=TEXT), PromptTuningConfig(tokens=len(ids), text=TEXT)):
        for attention in ("sdpa", "bmm"):
            led = load_method(config.kind).attach(load_base(base, "float32", attention, "cpu"), config, setting)
            assert torch.allclose(sft.losses(led.model, make_pack([row])), plain, atol=1e-5)


@pytest.mark.parametrize("config", [FullConfig(), FreezeConfig(last_layers=1), FreezeConfig(last_layers=0, pattern="norm", embeddings=True)])
@pytest.mark.parametrize("attention", ["sdpa", "bmm"])
def test_thawed_weights_get_the_gradients_of_plain_training(base, tmp_path, config, attention):
    tiny.write_rows(tmp_path / "rows.jsonl", tiny.rows(5))
    rows = encode_rows(load_tokenizer(base), read_rows(tmp_path / "rows.jsonl"), 256).rows
    trainable = load_method(config.kind).attach(load_base(base, "float32", attention, "cpu"), config, Setting(0))
    total = sum(row.loss_tokens for row in rows)
    loss = sft.loss(trainable.model, make_pack(rows), total)
    loss.backward()
    theirs = AutoModelForCausalLM.from_pretrained(base)
    wanted = sum(
        torch.nn.functional.cross_entropy(theirs(input_ids=torch.tensor([row.ids])).logits[0, :-1], torch.tensor([token if on else -100 for token, on in zip(row.ids[1:], row.learned[1:])]), reduction="sum")
        for row in rows
    ) / total
    wanted.backward()
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-5)
    own = dict(theirs.named_parameters())
    for name, parameter in trainable.parameters.items():
        error = (parameter.grad - own[name].grad).norm() / own[name].grad.norm()
        assert error < 1e-4, name


def test_only_what_was_asked_for_is_trained_and_kept(worker, make_run, base):
    folder = run_of(make_run, "freeze", max_steps=4)
    worker.run("train", folder)
    kept = load_file(folder / "adapter" / "trained_weights.safetensors")
    assert kept and all(name.startswith("model.layers.1.") for name in kept)
    merged = wrap_saved(load_base(base, "float32", "sdpa", "cpu"), folder / "adapter").state_dict()
    before = load_base(base, "float32", "sdpa", "cpu").state_dict()
    changed = {name for name, tensor in merged.items() if not torch.equal(tensor, before[name])}
    assert changed == set(kept)


@pytest.mark.parametrize(("kind", "most"), [("nf4", 0.12), ("int8", 0.012)])
def test_few_bits_are_near_and_their_products_differentiate(kind, most):
    torch.manual_seed(0)
    linear = torch.nn.Linear(100, 40)
    few = QuantizedLinear(linear, kind)
    weight = few.weight
    assert weight.shape == linear.weight.shape
    assert (weight - linear.weight).norm() / linear.weight.norm() < most
    x = torch.randn(7, 100, requires_grad=True)
    few(x).square().sum().backward()
    whole = x.detach().clone().requires_grad_(True)
    torch.nn.functional.linear(whole, weight, linear.bias).square().sum().backward()
    assert torch.allclose(x.grad, whole.grad, rtol=1e-5)


def test_the_sixteen_values_come_back_as_they_are():
    from attune_engine.model.quantized import NF4

    linear = torch.nn.Linear(64, 2, bias=False)
    linear.weight.data = torch.tensor(NF4).repeat(2, 4) * torch.tensor([[0.5], [2.0]])
    assert torch.equal(QuantizedLinear(linear, "nf4").weight, linear.weight)


def test_pissa_starts_as_the_base_and_takes_its_strongest_directions(base):
    model = load_base(base, "float32", "sdpa", "cpu")
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    ids = torch.randint(3, 259, (1, 20), generator=torch.Generator().manual_seed(1))
    with ordinary_attention(model), torch.no_grad():
        wanted = model(input_ids=ids).logits
    trainable = load_method("lora").attach(model, LoraConfig(rank=4, alpha=8, start="principal"), Setting(0))
    with ordinary_attention(model), torch.no_grad():
        assert torch.allclose(trainable.model(input_ids=ids).logits, wanted, atol=1e-4)
    name = "model.layers.0.mlp.up_proj"
    left = trainable.model.get_submodule(f"base_model.model.{name}").base_layer.weight
    strengths = torch.linalg.svdvals(before[f"{name}.weight"])
    assert torch.linalg.matrix_norm(left, 2) == pytest.approx(strengths[4].item(), rel=0.02)


def test_pissa_saves_and_splits_what_it_started_from():
    masters = {"m.lora_A.weight": torch.randn(2, 5), "m.lora_B.weight": torch.randn(3, 2)}
    starts = {"m": (torch.randn(2, 5), torch.randn(3, 2))}
    joined = principal.as_plain(masters, starts)
    product = joined["m.lora_B.weight"] @ joined["m.lora_A.weight"]
    assert torch.allclose(product, masters["m.lora_B.weight"] @ masters["m.lora_A.weight"] - starts["m"][1] @ starts["m"][0], atol=1e-5)
    own, first = principal.split_plain(joined)
    assert all(torch.equal(own[name], masters[name]) for name in masters)
    assert torch.equal(first["m"][0], starts["m"][0]) and torch.equal(first["m"][1], starts["m"][1])


def test_quantized_bases_keep_their_embeddings_and_norms(base):
    model = load_base(base, "float32", "sdpa", "cpu")
    quantize_layers(model, "nf4")
    kinds = {type(module).__name__ for name, module in model.named_modules() if name.endswith("_proj")}
    assert kinds == {"QuantizedLinear"}
    assert type(model.get_output_embeddings()) is torch.nn.Linear


@pytest.mark.parametrize("name", ["full", "freeze", "dora"])
def test_a_whole_model_becomes_a_gguf_file_that_holds_it(worker, make_run, tmp_path, name):
    from test_gguf import write_gguf

    from attune_engine.commands.import_gguf import import_gguf

    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama", tied=False), gguf.GGMLQuantizationType.Q8_0)
    import_gguf(tmp_path / "m.gguf", tmp_path / "model", lambda *_: None)
    folder = run_of(make_run, name, base={"path": str(tmp_path / "model")}, max_steps=3)
    assert worker.run("train", folder).wait() == 0
    done = events(folder)[-1]
    assert done["gguf"]["kind"] == "model" and done["gguf"]["path"] == "model.gguf"
    import_gguf(folder / "model.gguf", tmp_path / "again", lambda *_: None)
    found = load_base(tmp_path / "again", "float32", "sdpa", "cpu").state_dict()
    tuned = wrap_saved(load_base(tmp_path / "model", "float32", "sdpa", "cpu"), folder / "adapter")
    wanted = (tuned.merge_and_unload() if name == "dora" else tuned).state_dict()
    for key, tensor in wanted.items():
        assert torch.allclose(found[key], tensor, rtol=2e-3, atol=1e-4), key


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"kind": "prompt_tuning"}, "config_bad_value"),
        ({"kind": "freeze", "last_layers": 0}, "config_bad_value"),
        ({"kind": "freeze", "pattern": "("}, "config_bad_value"),
        ({"kind": "freeze", "last_layers": 0, "pattern": "no such weight"}, "targets_unknown"),
        ({**LORA, "start": "principal", "quantization": "nf4"}, "config_bad_value"),
        ({"kind": "adalora"}, "config_bad_value"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(worker, make_run, method, code):
    folder = make_run(method=method)
    worker.run("train", folder)
    failed = events(folder)[-1]
    assert failed["type"] == "failed" and failed["code"] == code and failed["remedy"]


def test_an_older_run_goes_on_under_the_same_fingerprint():
    """Fields that came later say nothing while they are at their defaults."""
    from attune_engine.config.schema import shaping_values

    old = {"kind": "lora", "rank": 16, "alpha": 32.0, "dropout": 0.0, "targets": "all-linear", "rank_stabilised": False}
    assert shaping_values(LoraConfig()) == old
    assert shaping_values(dataclasses.replace(LoraConfig(), quantization="nf4")) == {**old, "quantization": "nf4"}


@every_method
def test_the_estimate_counts_what_is_trained(worker, make_run, base, name):
    from attune_engine.config.schema import parse
    from attune_engine.methods.registry import CONFIGS
    from attune_engine.model.shape import read_shape

    method = METHODS[name][0]
    folder = run_of(make_run, name, max_steps=1, eval={"at_start": False})
    worker.run("train", folder)
    counted = events(folder)[0]["parameters"]["trainable"]
    estimated = parse(CONFIGS[method["kind"]], method, "method").demand(read_shape(base)).trained
    assert estimated == counted if "pattern" not in name else estimated <= counted


@pytest.mark.parametrize("decoder", ["lean", "sdpa", "bmm"])
@pytest.mark.parametrize("config", [LoraConfig(rank=4, alpha=8, last_layers=1), FreezeConfig(last_layers=1)])
def test_states_that_are_kept_give_the_loss_and_the_gradients_of_whole_passes(config, decoder):
    from test_exactness import random_rows, relative, rows_that_begin_alike

    rows = random_rows() + rows_that_begin_alike()
    found = []
    for keeps in (False, True):
        model = tiny.make_model("qwen3", num_hidden_layers=3).requires_grad_(False)
        model.config._attn_implementation = f"attune_{'sdpa' if decoder == 'lean' else decoder}"
        trainable = load_method(config.kind).attach(model, config, Setting(1, "lean" if decoder == "lean" else "plain"))
        with torch.no_grad():
            generator = torch.Generator().manual_seed(7)
            for parameter in trainable.parameters.values():
                parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.1)
        if keeps:
            keep_frozen_prefix(trainable.model, config.frozen_layers(3), rows, 200)
        for group in (rows[:4], rows[2:], rows[5:6]):
            loss = sft.loss(trainable.model, make_pack(group), 100)
            loss.backward()
        found.append((loss.item(), torch.cat([parameter.grad.flatten() for parameter in trainable.parameters.values()])))
    assert found[1][0] == pytest.approx(found[0][0], rel=1e-5)
    assert relative(found[1][1], found[0][1]) < 1e-5


def test_only_layers_that_all_stay_frozen_are_passed_over():
    assert FreezeConfig(last_layers=2).frozen_layers(30) == 28
    assert FreezeConfig(last_layers=2, pattern="norm").frozen_layers(30) == 0
    assert FreezeConfig(first_layers=1, last_layers=2).frozen_layers(30) == 0
    assert LoraConfig(last_layers=8).frozen_layers(30) == 22 and LoraConfig().frozen_layers(30) == 0


def test_weights_in_few_bits_count_as_weights(worker, make_run):
    folders = {name: run_of(make_run, name, name, max_steps=1) for name in ("lora", "qlora nf4")}
    for folder in folders.values():
        worker.run("train", folder)
    totals = {events(folder)[0]["parameters"]["total"] for folder in folders.values()}
    assert len(totals) == 1

"""What a GPU does in 16 bits. The other tests run on it too where there is one; these need it, and are skipped, counted, elsewhere."""


import pytest
import torch
from engine_process import events
from interrupted import assert_it_ends_as, kill_when, step_reached
from test_exactness import SHAPES, adapted, plain, random_rows, relative, rows_that_begin_alike
from test_methods import METHODS, curve, run_of

from attune_engine.machine import accelerator
from attune_engine.data.pack import behind_prompt, make_pack
from attune_engine.methods.trainable import Trainable
from attune_engine.model.layout import make_spans
from attune_engine.objectives import sft
from attune_engine.training.masters import Masters

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")


def on_gpu(kind: str, rows: list, **how) -> tuple[float, torch.Tensor]:
    """Loss and gradients of one pack in bfloat16 with flash attention."""
    model, parameters = adapted(kind, torch.bfloat16, "varlen", **how)
    masters = Masters(Trainable(model.to("cuda"), parameters))
    pack = make_pack(rows, "cuda")
    loss = sft.loss(model, pack, len(pack.targets))
    loss.backward()
    masters.collect_gradients()
    return loss.item(), torch.cat([master.grad.flatten() for master in masters.tensors.values()]).cpu()


@needs_gpu
@pytest.mark.parametrize("make_rows", [random_rows, rows_that_begin_alike])
@pytest.mark.parametrize("shape", [{}, SHAPES["every head its own keys"], SHAPES["one key head"]])
@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_flash_attention_is_as_near_to_float32_as_autocast(kind, shape, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain(kind, rows, **shape)
    _, autocast = plain(kind, rows, autocast=True, **shape)
    loss, gradients = on_gpu(kind, rows, **shape)
    assert loss == pytest.approx(wanted_loss, rel=0.01)
    assert relative(gradients, wanted) < 2 * relative(autocast, wanted)


@needs_gpu
@pytest.mark.parametrize("name", METHODS)
def test_a_run_in_bfloat16_learns(worker, make_run, name):
    folder = run_of(make_run, name, dtype="bfloat16")
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    started, done = events(folder)[0], events(folder)[-1]
    assert (started["device"], started["attention"]) == ("cuda", "varlen")
    assert done["best_loss"] < 0.8 * done["validation"][0]["loss"]
    assert all(event["memory_bytes"] > 1 << 20 for event in events(folder) if event["type"] == "step")


@needs_gpu
def test_after_kill_9_the_curve_is_the_same_bit_for_bit(worker, make_run):
    whole, broken = (run_of(make_run, "lora", name, epochs=8, dtype="bfloat16") for name in ("whole", "broken"))
    worker.run("train", whole)
    kill_when(worker, broken, step_reached(7))
    assert_it_ends_as(worker, broken, whole, curve)


def test_what_flash_attention_is_told_is_what_segments_see():
    """Without a GPU: each query's keys, taken from the spans, are those of its row up to it."""
    pack = make_pack(rows_that_begin_alike())
    for each in (pack, behind_prompt(pack, 5)):
        spans = make_spans(each.segments, torch.device("cpu"))
        seen = spans.seen.tolist()
        for number, segment in enumerate(each.segments):
            (first, last), (low, high) = (ends[number : number + 2].tolist() for ends in (spans.query_ends, spans.key_ends))
            assert (first, last) == (segment.start, segment.end)
            assert seen[low:high] == [place for start, end in (*segment.before, (segment.start, segment.end)) for place in range(start, end)]
            assert last - first <= spans.longest_query and high - low <= spans.longest_key


@pytest.mark.parametrize(("visible", "wanted"), [(None, 81000 << 20), ("1", 500 << 20), ("", None)])
def test_a_pre_flight_asks_for_the_memory_of_the_gpu(monkeypatch, tmp_path, visible, wanted):
    """With a stand-in for the driver's program: no torch is asked."""
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\n[ "$1" = "--query-gpu=memory.free" ] && printf "81000\\n500\\n"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    monkeypatch.setattr(accelerator, "torch_computes_on_gpus", lambda: False)
    assert accelerator.gpu_free_bytes() is None
    monkeypatch.setattr(accelerator, "torch_computes_on_gpus", lambda: True)
    assert accelerator.gpu_free_bytes() == wanted

"""What a pre-flight advises where a run does not fit."""

import dataclasses

import pytest

from attune_engine.config.run import RunConfig
from attune_engine.config.schema import parse
from attune_engine.methods.registry import usual_methods
from attune_engine.model.footprint import BAND, footprint
from attune_engine.model.shape import Shape
from attune_engine.training.advice import Change, advise, changes, total_bytes

SHAPE = Shape("LlamaForCausalLM", 576, 1536, 30, 9, 3, 64, 49152, 8192, True, 134515008, 269030016)
LENGTHS = sorted([1000, 700, 400] + [150] * 60, reverse=True)


def run_of(**wish: object) -> RunConfig:
    spec = {"protocol": 1, "run_id": "r", "base": {"path": "b", "digest": "d"}, "data": {"train": "t", "validation": None}, "sample": {"prompts": []}}
    if "method" in wish:
        wish = {**wish, "method": {"kind": "lora", **wish["method"]}}
    return parse(RunConfig, {**spec, **wish}, "run")


def need(config: RunConfig) -> int:
    """Memory that the run must be free to take, by the high edge of the band."""
    longest = LENGTHS[: config.batch_rows]
    return int(footprint(SHAPE, "float32", config.method.demand(SHAPE), sum(min(each, config.max_tokens_per_row) for each in longest)).total * BAND[1])


def advice(config: RunConfig, available: int) -> list[dict]:
    return advise(config, SHAPE, "float32", LENGTHS, available)


def test_the_mildest_change_of_every_kind_that_fits_comes_first():
    config = run_of(batch_rows=16)
    available = need(run_of(batch_rows=8)) + 1
    found = advice(config, available)
    assert [each["change"] for each in found][:2] == ["fewer_rows", "shorter_rows"]
    assert found[0]["recipe"] == {"batch_rows": 8} and all(each["fits"] for each in found)
    limit = found[1]["recipe"]["max_tokens_per_row"]
    assert need(run_of(batch_rows=16, max_tokens_per_row=limit)) < available <= need(run_of(batch_rows=16, max_tokens_per_row=limit + 64))


def test_what_is_advised_needs_what_it_says():
    config = run_of(batch_rows=16)
    for each in advice(config, need(config) - 1):
        wish = {"batch_rows": 16, **each["recipe"]}
        assert need(run_of(**wish)) == int(each["total_bytes"] * BAND[1]) < need(config)


def test_whole_weights_become_lora_and_forget_their_rate():
    config = run_of(method={"kind": "full"}, batch_rows=1)
    assert advice(config, need(run_of(batch_rows=1)) + 1)[-1]["recipe"] == {"method": {"kind": "lora"}, "optimizer": {"learning_rate": None}}
    tight = advice(config, need(run_of(method={"kind": "lora", "quantization": "nf4"}, batch_rows=1)) + 1)
    assert [each["recipe"]["method"] for each in tight] == [{"kind": "lora", "quantization": "nf4"}]


def test_where_nothing_fits_the_nearest_is_named():
    (only,) = advice(run_of(), 1)
    assert not only["fits"] and only["recipe"] == {"batch_rows": 1}


def test_few_bits_are_advised_only_where_they_are_possible():
    kinds = lambda **wish: {change.kind for change in changes(run_of(**wish), LENGTHS)}  # noqa: E731
    assert kinds() == {"fewer_rows", "shorter_rows", "quantize", "smaller_rank"}
    assert "quantize" not in kinds(method={"kind": "lora", "start": "principal"}) | kinds(method={"kind": "lora", "quantization": "nf4"})
    assert kinds(method={"kind": "prefix_tuning", "start": "random"}) == {"fewer_rows", "shorter_rows"}


def test_a_smaller_rank_keeps_the_scale():
    ranks = [change for change in changes(run_of(), LENGTHS) if change.kind == "smaller_rank"]
    assert [change.recipe["method"] for change in ranks] == [{"rank": 8, "alpha": 16.0}, {"rank": 4, "alpha": 8.0}]
    assert all(change.method.scale == run_of().method.scale for change in ranks)


def test_no_rows_and_one_short_row_are_no_trouble():
    assert list(changes(run_of(batch_rows=1, method={"kind": "prompt_tuning", "start": "random"}), [])) == []
    assert advise(run_of(batch_rows=1, method={"kind": "prompt_tuning", "start": "random"}), SHAPE, "float32", [10], 1) == []
    assert total_bytes(Change("", {}, run_of().method, 1, 10), SHAPE, "float32", []) > 0


@pytest.mark.parametrize("name", usual_methods())
def test_every_usual_method_says_what_it_trains(name):
    method = usual_methods()[name]
    assert 0 < method.demand(SHAPE).trained <= SHAPE.parameters
    assert dataclasses.asdict(method)["kind"] == ("lora" if name == "dora" else name)

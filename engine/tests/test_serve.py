"""Answers as they come: the same tokens as transformers' own, with every kind of adapter."""

import json

import psutil
import pytest
import tiny
import torch
from engine_process import wait_for
from server_process import Server
from test_contract import assert_same_shape, lines
from test_methods import run_of
from transformers import GenerationConfig

from attune_engine.answering.adapters import Adapters
from attune_engine.answering.choose import Chooser, nucleus
from attune_engine.answering.text import Characters, StopWatch
from attune_engine.config.messages import Message
from attune_engine.config.schema import read_spec
from attune_engine.config.serve import ServeConfig
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.methods.saved import wrap_saved
from attune_engine.model.load import load_base
from attune_engine.model.ordinary_attention import ordinary_attention

LONG = "count to a thousand and on"


@pytest.fixture(scope="module")
def server(tmp_path_factory, base):
    running = Server(tmp_path_factory.mktemp("serve"), base, adapters=2)
    running.ready = running.next_line()
    yield running
    assert running.end() == 0


def by_transformers(model, tokenizer, text: str, tokens: int) -> list[int]:
    ids = torch.tensor([tokenizer.encode_prompt([Message("user", text)])])
    settings = GenerationConfig(max_new_tokens=tokens, do_sample=False, eos_token_id=list(tokenizer.end_ids), pad_token_id=tokenizer.pad_id)
    with ordinary_attention(model), torch.no_grad():
        return model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), generation_config=settings)[0, ids.shape[1] :].tolist()


def by_reader(opened, tokenizer, text: str, tokens: int) -> list[int]:
    """Greedy, the prompt read in two pieces."""
    ids, written = tokenizer.encode_prompt([Message("user", text)]), []
    with torch.inference_mode():
        memory = opened.front.behind(0)
        for piece in (ids[:5], ids[5:]):
            scores = opened.reader.read(opened.reader.embed(piece), memory)
        while len(written) < tokens:
            written.append(int(scores.argmax()))
            if written[-1] in tokenizer.end_ids:
                break
            scores = opened.reader.read(opened.reader.embed(written[-1:]), memory)
    return written


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_greedy_answers_are_transformers_own_token_for_token(tmp_path, kind):
    folder = tiny.write_model(tmp_path / kind, kind)
    model, tokenizer = load_base(folder, "float32", "sdpa", "cpu"), load_tokenizer(folder)
    bare = Adapters(model, 1).open(None)
    for text in ("hi", LONG, "word " * 60):
        assert by_reader(bare, tokenizer, text, 60) == by_transformers(model, tokenizer, text, 60)


@pytest.mark.parametrize("name", ["lora", "dora", "full", "freeze", "prompt tuning", "p-tuning", "prefix tuning"])
def test_with_an_adapter_too_and_the_base_stays_what_it_was(worker, make_run, base, server, name):
    folder = run_of(make_run, name, max_steps=6)
    worker.run("train", folder)
    tokenizer = load_tokenizer(base)
    plain = by_transformers(load_base(base, "float32", "sdpa", "cpu"), tokenizer, LONG, 40)
    wanted = by_transformers(wrap_saved(load_base(base, "float32", "sdpa", "cpu"), folder / "adapter"), tokenizer, LONG, 40)
    assert wanted != plain
    adapters = Adapters(load_base(base, "float32", "sdpa", "cpu"), 1)
    assert by_reader(adapters.open(folder / "adapter"), tokenizer, LONG, 40) == wanted
    assert by_reader(adapters.open(None), tokenizer, LONG, 40) == plain
    text, done = server.answer(LONG, adapter=str(folder / "adapter"), max_tokens=40)
    assert done["type"] == "done" and done["completion_tokens"] == len(wanted)
    assert text == tokenizer.decode(wanted).rstrip("\ufffd")


def test_lines_are_as_the_contract_shows(server, contract):
    assert read_spec(ServeConfig, contract / "serve.json").adapters == 4
    told = lines(contract / "serve.jsonl")
    shown = {line["line"]["type"]: line["line"] for line in told if line["from"] == "engine"}
    assert_same_shape(server.ready, shown["ready"])
    question = told[1]["line"]
    server.send({**question, "adapter": None})
    line = server.next_line()
    assert_same_shape(line, shown["delta"])
    assert_same_shape(server.rest_of(question["id"])[1], shown["done"])
    server.send(told[-2]["line"])
    assert_same_shape(server.next_line(), shown["refused"])


def test_limits_and_ends(server):
    text, done = server.answer(LONG, max_tokens=7)
    assert (done["completion_tokens"], done["finish_reason"]) == (7, "length") and done["prompt_tokens"] > len(LONG)
    assert server.answer(LONG, max_tokens=7)[0] == text
    refused = server.answer("x" * 3000)[1]
    assert (refused["type"], refused["code"]) == ("refused", "context_length_exceeded") and refused["remedy"]
    assert server.answer("x" * 1900, max_tokens=5000)[1]["type"] == "done"


def test_stop_texts_end_an_answer_and_are_never_shown(server):
    whole, _ = server.answer(LONG, max_tokens=60)
    stop = whole[20:24]
    text, done = server.answer(LONG, max_tokens=60, stop=["never to be found", stop])
    assert text == whole[: whole.index(stop)] and done["finish_reason"] == "stop" and done["completion_tokens"] < 60


def test_a_seed_makes_sampling_repeatable(server):
    wish = {"max_tokens": 30, "temperature": 1.0, "top_p": 0.95}
    one, again, other = (server.answer(LONG, **wish, seed=seed)[0] for seed in (11, 11, 12))
    assert one == again != other
    assert server.answer(LONG, **wish)[0] != server.answer(LONG, **wish)[0]
    assert server.answer(LONG, temperature=1e-6, max_tokens=20)[0] == server.answer(LONG, max_tokens=20)[0]


def test_a_cancelled_answer_ends_between_tokens_and_one_that_waits_says_nothing(server):
    first, second, third = (server.ask(LONG, max_tokens=1900, temperature=2.0, seed=1) for _ in range(3))
    assert server.next_line()["id"] == first
    server.send({"cancel": second})
    server.send({"cancel": first})
    server.send({"cancel": "nobody"})
    _, done = server.rest_of(first)
    assert done["finish_reason"] == "length" and done["completion_tokens"] < 1900
    text, done = server.rest_of(second)
    assert (text, done["completion_tokens"], done["finish_reason"]) == ("", 0, "length")
    server.send({"cancel": third})
    server.rest_of(third)


def test_bad_requests_are_refused_and_the_next_is_answered(server):
    for request, code, name in (
        ("not json", "request_invalid", None),
        ([1], "request_invalid", None),
        ({"messages": []}, "request_invalid", None),
        ({"id": "a", "messages": [{"role": "tool", "content": "x"}]}, "config_bad_value", "a"),
        ({"id": "a", "messages": [], "beams": 4}, "config_unknown_field", "a"),
        ({"id": "a", "messages": [{"role": "user", "content": "u"}], "top_p": 0}, "config_bad_value", "a"),
        ({"id": "a", "messages": []}, "request_invalid", "a"),
    ):
        server.send(request)
        line = server.next_line()
        assert (line["type"], line["code"], line["id"]) == ("refused", code, name) and line["remedy"]
    assert server.answer(max_tokens=2)[1]["type"] == "done"


def test_adapters_that_do_not_fit_are_refused(server, tmp_path, make_run, worker):
    assert server.answer(adapter=str(tmp_path))[1]["code"] == "adapter_missing"
    folder = run_of(make_run, "prefix tuning", max_steps=1)
    worker.run("train", folder)
    settings = json.loads((folder / "adapter" / "adapter_config.json").read_text())
    (folder / "adapter" / "adapter_config.json").write_text(json.dumps({**settings, "num_virtual_tokens": 9}))
    assert server.answer(adapter=str(folder / "adapter"))[1]["code"] == "adapter_broken"
    assert server.answer(max_tokens=2)[1]["type"] == "done"


def test_a_wrong_base_is_said_and_ends_it(tmp_path, base):
    failed = Server(tmp_path, base, digest="0" * 64)
    assert failed.next_line()["code"] == "base_changed" and failed.process.wait(10) == 1


def test_it_ends_in_the_middle_of_an_answer_when_nobody_listens_any_more(tmp_path, base):
    server = Server(tmp_path, base)
    assert server.next_line()["type"] == "ready"
    server.ask(LONG, max_tokens=1900, temperature=2.0)
    server.next_line()
    assert server.end() == 0
    wait_for(lambda: not psutil.pid_exists(server.process.pid))


def test_characters_come_whole(base):
    tokenizer = load_tokenizer(base)
    text = "ab 灯 ab 🪔 é" * 12
    characters = Characters(tokenizer)
    pieces = [characters.add(token) for token in tokenizer.encode_text(text)]
    assert "".join(pieces) == text and not any("\ufffd" in piece for piece in pieces)
    cut = Characters(tokenizer)
    assert "".join(map(cut.add, tokenizer.encode_text("a灯")[:-1])) == "a"


def test_what_is_no_character_is_shown_as_such(base):
    tokenizer = load_tokenizer(base)
    ids = torch.randint(3, 259, (200,), generator=torch.Generator().manual_seed(1)).tolist()
    characters = Characters(tokenizer)
    said = "".join(map(characters.add, ids))
    assert said and tokenizer.decode(ids).startswith(said)


def test_a_stop_text_is_found_across_pieces():
    watch = StopWatch(["<end>", "##"])
    assert [watch.add(piece) for piece in ("a<", "en", "x<e", "nd>b")] == ["a", "", "<enx", ""]
    assert watch.stopped and watch.held == ""
    open_end = StopWatch(["<end>", ""])
    assert (open_end.add("a<en"), open_end.stopped, open_end.held) == ("a", False, "<en")


def test_the_nucleus_is_the_fewest_likeliest():
    odds = torch.tensor([0.1, 0.5, 0.15, 0.25])
    assert nucleus(odds, 0.6)[1].tolist() == [1, 3]
    assert nucleus(odds, 0.5)[1].tolist() == [1]
    assert nucleus(odds, 1.0)[1].tolist() == [0, 1, 2, 3]
    flat = torch.full((4000,), 1 / 4000)
    assert len(nucleus(flat, 0.5)[1]) == pytest.approx(2000, abs=2)
    assert {Chooser(1.0, 0.6, seed).choose(odds.log()) for seed in range(40)} == {1, 3}
    assert Chooser(0.0, 1.0, None).choose(odds) == 1


def test_reading_takes_time_in_both_dtypes():
    from attune_engine.machine.matmul import measure_reading

    assert all(value > 0 for value in measure_reading([(64, 64), (96, 64)], "cpu", 0.01).values())

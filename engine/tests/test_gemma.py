"""Gemma 3: layers that see a window, norms of their own, a SentencePiece vocabulary, and a template for a base that has none."""

import json

import gguf
import numpy as np
import pytest
import tiny
import torch
from engine_process import events
from test_exactness import packed, plain, random_rows, relative, rows_that_begin_alike
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from attune_engine.data.pack import make_pack
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.gguf_format.import_model import import_gguf
from attune_engine.gguf_format.model_file import write_model_gguf
from attune_engine.gguf_format.sentencepiece import ranked_merges
from attune_engine.methods.lora import method
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.trainable import Setting
from attune_engine.methods.weights.config import FreezeConfig
from attune_engine.methods.registry import load_method
from attune_engine.model.frozen_prefix import keep_frozen_prefix
from attune_engine.model.load import load_base
from attune_engine.model.lean.recognise import why_plain
from attune_engine.objectives import sft

WINDOWED = {"sliding_window": 24, "layer_types": ["sliding_attention", "full_attention"], "query_pre_attn_scalar": 16}
WHOLE = {"num_hidden_layers": 7, "sliding_window": 24, "query_pre_attn_scalar": 16}
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ 'Q: ' + message['content'] + '\n' }}"
    "{% elif message['role'] == 'assistant' %}{{ 'A: ' + message['content'] }}{{ eos_token }}{{ '\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'A: ' }}{% endif %}"
)
PIECES = {**{piece: 0.0 for piece in "acnotuwbedhr▁"}, "on": -1.0, "an": -2.0, "▁an": -3.0, "one": -4.0, "nt": -5.0, "co": -6.0, "unt": -7.0}


@pytest.mark.parametrize("make_rows", [random_rows, rows_that_begin_alike])
@pytest.mark.parametrize("attention", ["sdpa", "bmm"])
def test_a_window_trains_as_in_transformers(attention, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain("gemma3", rows, **WINDOWED)
    loss, gradients = packed("gemma3", rows, torch.float32, attention, **WINDOWED)
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5
    wide, _ = packed("gemma3", rows, torch.float32, attention, **{**WINDOWED, "sliding_window": 4096})
    assert abs(wide - loss) > 1e-4


def test_states_of_frozen_layers_are_those_of_whole_passes():
    """Each kind of layer turns its positions at its own rate."""
    rows = rows_that_begin_alike()

    def losses(kept: bool) -> torch.Tensor:
        model = tiny.make_model("gemma3", **WINDOWED)
        model.config._attn_implementation = "attune_sdpa"
        trainable = load_method("freeze").attach(model.requires_grad_(False), FreezeConfig(last_layers=1), Setting(1, "plain"))
        if kept:
            keep_frozen_prefix(trainable.model, 1, rows, 10_000)
        return sft.losses(trainable.model, make_pack(rows))

    assert torch.allclose(losses(True), losses(False), atol=1e-5)


def write_gguf(path, model: torch.nn.Module) -> None:
    """A file as llama.cpp's converter writes Gemma 3: norms one higher, SentencePiece, no template."""
    config, writer = model.config, gguf.GGUFWriter(path, "gemma3")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_sliding_window(config.sliding_window)
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", "\n\n", *(f"<0x{byte:02X}>" for byte in range(256)), *PIECES]
    tokens += [f"<unused{n}>" for n in range(config.vocab_size - len(tokens))]
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([PIECES.get(token, -1000.0) for token in tokens])
    writer.add_token_types([4 if token == "\n\n" else 6 if token.startswith("<0x") else 1 if token in PIECES else 3 for token in tokens])
    writer.add_pad_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_unk_token_id(3)
    writer.add_add_space_prefix(False)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.GEMMA3, config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name != "lm_head.weight":
            writer.add_tensor(names.get_name(name, (".weight",)), tensor.numpy() + np.float32(name.endswith("norm.weight")))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("gemma")
    write_gguf(place / "m.gguf", tiny.make_model("gemma3", vocab_size=300, **WHOLE))
    import_gguf(place / "m.gguf", place / "model", lambda *_: None, TEMPLATE)
    return place / "model"


def test_import_gives_the_same_model(folder):
    imported = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model = tiny.make_model("gemma3", vocab_size=300, **WHOLE)
    assert imported.config.layer_types == ["sliding_attention"] * 5 + ["full_attention", "sliding_attention"]
    ids = torch.arange(3, 103)[None]
    assert torch.allclose(imported(ids).logits, model(ids).logits, atol=1e-4)


def test_its_vocabulary_joins_pieces_by_score(folder):
    assert ranked_merges({"a": 0.0, "b": 0.0, "ab": -2.0, "ba": -1.0}) == [("b", "a"), ("a", "b")]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("count one and one", add_special_tokens=False).tokens == ["co", "unt", "▁", "one", "▁an", "d", "▁", "one"]
    for text in ("count  é\n\n\n文", "<eos> and <0x41>", " one"):
        chat = load_tokenizer(folder)
        assert chat.decode(chat.encode_text(text)) == text
        assert 1 not in chat.encode_text(text)


def test_the_file_that_is_served_has_the_template_and_the_same_tensors(folder):
    own, copy = gguf.GGUFReader(folder.parent / "m.gguf"), gguf.GGUFReader(folder / "base.gguf")
    assert copy.get_field("tokenizer.chat_template").contents() == TEMPLATE == json.loads((folder / "tokenizer_config.json").read_text())["chat_template"]
    assert own.get_field("tokenizer.chat_template") is None
    assert copy.get_field("tokenizer.ggml.tokens").contents() == own.get_field("tokenizer.ggml.tokens").contents()
    assert [(each.name, each.tensor_type, each.data.tobytes()) for each in copy.tensors] == [(each.name, each.tensor_type, each.data.tobytes()) for each in own.tensors]
    again = lambda template: import_gguf(folder.parent / "m.gguf", folder, lambda *_: None, template)[1]  # noqa: E731
    assert again(TEMPLATE) and not again(TEMPLATE + " ") and not again(TEMPLATE) and again(TEMPLATE)


def test_a_run_learns_and_leaves_an_adapter_for_llama_cpp(worker, make_run, folder):
    assert why_plain(method.attach(load_base(folder, "float32", "sdpa", "cpu"), LoraConfig(), Setting(0)).model) == "its activation is gelu_pytorch_tanh"
    run = make_run(base={"path": str(folder), "digest": None}, epochs=6)
    assert worker.run("train", run).wait() == 0, events(run)[-1]
    done = events(run)[-1]
    assert done["best_loss"] < 0.8 * done["validation"][0]["loss"]
    names = {tensor.name for tensor in gguf.GGUFReader(run / "adapter.gguf").tensors}
    assert "blk.6.ffn_down.weight.lora_a" in names


def test_what_a_run_trained_is_the_same_in_a_gguf_of_all_weights(tmp_path, folder):
    tuned = load_base(folder, "float32", "sdpa", "cpu")
    changes = {"model.layers.3.post_feedforward_layernorm.weight": lambda tensor: tensor + 0.5}
    write_model_gguf(folder, changes, tmp_path / "t.gguf", "f32", lambda *_: None)
    import_gguf(tmp_path / "t.gguf", tmp_path / "again", lambda *_: None)
    found = load_base(tmp_path / "again", "float32", "sdpa", "cpu").state_dict()
    wanted = {**tuned.state_dict(), **{name: change(tuned.state_dict()[name]) for name, change in changes.items()}}
    assert all(torch.allclose(found[name], tensor, atol=1e-6) for name, tensor in wanted.items())


def test_soft_prompts_are_refused_with_a_remedy(worker, make_run, folder):
    run = make_run(base={"path": str(folder), "digest": None}, method={"kind": "prompt_tuning", "tokens": 4, "text": "one"})
    assert worker.run("train", run).wait() == 1
    last = events(run)[-1]
    assert (last["code"], last["remedy"]) == ("base_unsupported", "Use LoRA, freeze or full on it.")

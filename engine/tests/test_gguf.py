"""GGUF in both directions."""

import json

import gguf
import numpy as np
import peft
import pytest
import tiny
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from attune_engine.durable import file_digest
from attune_engine.errors import EngineError
from attune_engine.gguf_format.import_model import import_gguf
from attune_engine.gguf_format.lora_file import write_lora_gguf
from attune_engine.gguf_format.names import IN_LAYER_OF, gguf_name, hugging_face_name, interleave, separate

ARCHITECTURES = {"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2, "qwen3": gguf.MODEL_ARCH.QWEN3}


def interleave_by_hand(rows: np.ndarray, heads: int) -> np.ndarray:
    """llama.cpp's order, written out: row i of a head's first half, then row i of its second."""
    size = len(rows) // heads
    order = [head * size + half * size // 2 + i for head in range(heads) for i in range(size // 2) for half in (0, 1)]
    return rows[order]


def write_gguf(path, kind: str, model: torch.nn.Module, quantisation=gguf.GGMLQuantizationType.Q8_0) -> None:
    """A file as llama.cpp's converter would write it, names from gguf-py's own map."""
    config = model.config
    writer = gguf.GGUFWriter(path, kind)
    writer.add_name("Tiny")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim if kind != "qwen2" else 16)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    tokenizer = tiny.make_tokenizer()
    tokens = [tokenizer.id_to_token(index) for index in range(tokenizer.get_vocab_size())]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in tiny.SPECIAL else 1 for token in tokens])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_chat_template(tiny.TEMPLATE)
    names = gguf.get_tensor_name_map(ARCHITECTURES[kind], config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        rows = tensor.numpy()
        if kind == "llama" and "q_proj" in name:
            rows = interleave_by_hand(rows, config.num_attention_heads)
        if kind == "llama" and "k_proj" in name:
            rows = interleave_by_hand(rows, config.num_key_value_heads)
        if rows.ndim == 2 and quantisation != gguf.GGMLQuantizationType.F32:
            writer.add_tensor(names.get_name(name, (".weight", ".bias")), gguf.quants.quantize(rows, quantisation), raw_dtype=quantisation)
        else:
            writer.add_tensor(names.get_name(name, (".weight", ".bias")), rows)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quiet(*_: object) -> None:
    pass


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_import_gives_the_same_model(tmp_path, kind, tied):
    model = tiny.make_model(kind, tied=tied)
    write_gguf(tmp_path / "m.gguf", kind, model, gguf.GGMLQuantizationType.F32)
    described, reused = import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet)
    imported = AutoModelForCausalLM.from_pretrained(tmp_path / "model", dtype=torch.float32)
    ids = torch.arange(3, 40)[None]
    assert torch.equal(imported(ids).logits, model(ids).logits)
    assert not reused and described["architecture"] == type(model).__name__
    assert described["digest"] == file_digest(tmp_path / "model" / "model.safetensors")
    assert described["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert file_digest(tmp_path / "model" / "base.gguf") == file_digest(tmp_path / "m.gguf")


def test_import_dequantises_exactly(tmp_path):
    model = tiny.make_model("llama")
    write_gguf(tmp_path / "m.gguf", "llama", model)
    import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet)
    weights = load_file(tmp_path / "model" / "model.safetensors")
    tensor = next(each for each in gguf.GGUFReader(tmp_path / "m.gguf").tensors if each.name == "blk.1.ffn_up.weight")
    wanted = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
    assert np.array_equal(weights["model.layers.1.mlp.up_proj.weight"].numpy(), wanted)
    reference = AutoModelForCausalLM.from_pretrained(tmp_path, gguf_file="m.gguf", dtype=torch.float32)
    assert all(torch.equal(weights[name], tensor) for name, tensor in reference.state_dict().items() if name in weights)


def test_import_writes_a_working_tokenizer(tmp_path):
    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama"))
    import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "model")
    text = "Order 1234 don't café 中文\n\n  x<|im_end|>"
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text
    assert tokenizer("<|im_end|>")["input_ids"] == [2] and tokenizer.eos_token == "<|im_end|>" and tokenizer.chat_template == tiny.TEMPLATE


def test_a_second_import_reuses_and_a_damaged_one_is_made_again(tmp_path):
    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama"))
    first, _ = import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet)
    assert import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet) == (first, True)
    with (tmp_path / "model" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"!")
    assert import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet) == (first, False)
    (tmp_path / "model" / "model.safetensors").unlink()
    assert import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet) == (first, False)


def test_an_interrupted_import_leaves_no_model(tmp_path):
    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama"))

    def interrupt(phase: str, done: int, total: int, unit: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_gguf(tmp_path / "m.gguf", tmp_path / "model", interrupt)
    assert not (tmp_path / "model").exists()
    assert import_gguf(tmp_path / "m.gguf", tmp_path / "model", quiet)[1] is False


def test_a_cut_file_is_named(tmp_path):
    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama"))
    (tmp_path / "cut.gguf").write_bytes((tmp_path / "m.gguf").read_bytes()[:-1000])
    with pytest.raises(EngineError) as caught:
        import_gguf(tmp_path / "cut.gguf", tmp_path / "model", quiet)
    assert caught.value.code == "gguf_unreadable"


@pytest.mark.parametrize(("architecture", "known"), [("qwen3", gguf.MODEL_ARCH.QWEN3), ("gemma3", gguf.MODEL_ARCH.GEMMA3)])
def test_names_are_gguf_pys(architecture, known):
    names = gguf.get_tensor_name_map(known, 4)
    modules = ["model.embed_tokens", "model.norm", "lm_head", *(f"model.layers.3.{inner}" for inner in IN_LAYER_OF[architecture])]
    for module in modules:
        assert gguf_name(module, architecture) == names.get_name(module)
        assert hugging_face_name(gguf_name(module, architecture), architecture) == module


def test_row_order_round_trip():
    rows = np.arange(24 * 3).reshape(24, 3)
    assert np.array_equal(interleave(rows, 3), interleave_by_hand(rows, 3))
    assert np.array_equal(separate(interleave(rows, 3), 3), rows)


def save_adapter(folder, kind: str, **settings) -> dict:
    """A random PEFT adapter on disk; returns its tensors."""
    model = peft.get_peft_model(tiny.make_model(kind), peft.LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM", **settings))
    for parameter in model.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter)
    model.save_pretrained(folder)
    return load_file(folder / "adapter_model.safetensors")


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_adapter_file(tmp_path, kind):
    base = tiny.write_model(tmp_path / "base", kind)
    tensors = save_adapter(tmp_path / "adapter", kind)
    write_lora_gguf(tmp_path / "adapter", base, tmp_path / "a.gguf")
    reader = gguf.GGUFReader(tmp_path / "a.gguf")
    facts = {key: reader.get_field(key).contents() for key in ("general.architecture", "general.type", "adapter.type", "adapter.lora.alpha")}
    assert facts == {"general.architecture": kind, "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": 8.0}
    found = {tensor.name: tensor.data for tensor in reader.tensors}
    assert len(found) == len(tensors) == 2 * 2 * 7
    layer = "base_model.model.model.layers.1."
    assert np.array_equal(found["blk.1.attn_q.weight.lora_a"], tensors[layer + "self_attn.q_proj.lora_A.weight"].numpy())
    assert np.array_equal(found["blk.1.ffn_down.weight.lora_b"], tensors[layer + "mlp.down_proj.lora_B.weight"].numpy())
    for name, heads in (("q", 4), ("k", 2)):
        rows = tensors[layer + f"self_attn.{name}_proj.lora_B.weight"].numpy()
        assert np.array_equal(found[f"blk.1.attn_{name}.weight.lora_b"], interleave_by_hand(rows, heads) if kind == "llama" else rows)


def test_rank_stabilised_scale(tmp_path):
    base = tiny.write_model(tmp_path / "base")
    save_adapter(tmp_path / "adapter", "llama", use_rslora=True)
    write_lora_gguf(tmp_path / "adapter", base, tmp_path / "a.gguf")
    assert gguf.GGUFReader(tmp_path / "a.gguf").get_field("adapter.lora.alpha").contents() / 4 == 8 / 4**0.5


def test_what_gguf_cannot_hold_is_refused(tmp_path):
    base = tiny.write_model(tmp_path / "base")
    save_adapter(tmp_path / "adapter", "llama", use_dora=True)
    with pytest.raises(EngineError) as caught:
        write_lora_gguf(tmp_path / "adapter", base, tmp_path / "a.gguf")
    assert caught.value.code == "adapter_unsupported" and not (tmp_path / "a.gguf").exists()


def test_commands(worker, tmp_path, contract):
    write_gguf(tmp_path / "m.gguf", "llama", tiny.make_model("llama"))
    job = worker.run("import-gguf", tmp_path / "m.gguf", tmp_path / "model")
    assert job.wait() == 0 and job.last()["type"] == "done" and job.last()["reused"] is False
    shown = json.loads((contract / "model.json").read_text())
    assert json.loads((tmp_path / "model" / "model.json").read_text()).keys() == shown.keys()
    save_adapter(tmp_path / "adapter", "llama")
    job = worker.run("export-gguf", tmp_path / "adapter", tmp_path / "model", tmp_path / "a.gguf")
    assert job.wait() == 0 and job.last()["digest"] == file_digest(tmp_path / "a.gguf")

"""What was tuned, read again by the programs that it is written for."""

import json

import gguf
import pytest
import tiny
import torch
from engine_process import events
from test_gguf import quiet, write_gguf
from transformers import AutoModelForCausalLM, AutoTokenizer

from attune_engine.errors import EngineError
from attune_engine.gguf_format.import_model import import_gguf
from attune_engine.gguf_format.modelfile import framed, learn_frame, ollama_template, text, write_modelfile
from attune_engine.gguf_format.vocabulary import SPLITTERS, splitter_name
from attune_engine.methods.saved import wrap_saved
from attune_engine.model.load import load_base
from attune_engine.model.ordinary_attention import ordinary_attention
from attune_engine.template import ChatTemplate

LORA = {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.0}
METHODS = {
    "lora": LORA,
    "rank-stabilised": {**LORA, "rank_stabilised": True},
    "dora": {**LORA, "magnitudes": True},
    "pissa": {**LORA, "start": "principal"},
    "freeze": {"kind": "freeze", "last_layers": 1},
    "full": {"kind": "full"},
}
IDS = torch.randint(3, 259, (1, 25), generator=torch.Generator().manual_seed(5))


def logits(model) -> torch.Tensor:
    with ordinary_attention(model), torch.no_grad():
        return model.eval()(input_ids=IDS).logits.float()


def tuned(worker, make_run, base, method):
    """A run folder and the logits of what it made."""
    folder = make_run(method=method, base={"path": str(base)}, max_steps=4)
    assert worker.run("train", folder).wait() == 0, events(folder)[-1]
    return folder, logits(wrap_saved(load_base(base, "float32", "sdpa", "cpu"), folder / "adapter"))


def export(worker, folder, base, **wish) -> dict:
    spec = {"protocol": 1, "base": {"path": str(base)}, "adapter": "adapter", "output": "out", **wish}
    (folder / "export.json").write_text(json.dumps(spec))
    return worker.run("export", folder / "export.json").last()


@pytest.mark.parametrize("name", METHODS)
def test_a_merged_folder_is_the_tuned_model(worker, make_run, base, name):
    folder, wanted = tuned(worker, make_run, base, METHODS[name])
    for precision, tolerance in (("f32", 1e-4), ("bf16", 0.2)):
        done = export(worker, folder, base, format="safetensors", precision=precision)
        assert done["type"] == "done" and "model.safetensors" in [file["name"] for file in done["files"]]
        model = AutoModelForCausalLM.from_pretrained(folder / "out")
        assert str(model.dtype).endswith({"f32": "float32", "bf16": "bfloat16"}[precision])
        assert (logits(model.float()) - wanted).abs().max() < tolerance
    assert AutoTokenizer.from_pretrained(folder / "out").apply_chat_template([{"role": "user", "content": "x"}], tokenize=False)


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
@pytest.mark.parametrize("comes_with_gguf", [True, False])
def test_a_merged_gguf_file_is_the_tuned_model(worker, make_run, tmp_path, kind, comes_with_gguf):
    base = tmp_path / "base"
    if comes_with_gguf:
        write_gguf(tmp_path / "m.gguf", kind, tiny.make_model(kind, tied=False), gguf.GGMLQuantizationType.Q8_0)
        import_gguf(tmp_path / "m.gguf", base, quiet)
    else:
        tiny.write_model(base, kind)
        give_splitter(base)
    folder, wanted = tuned(worker, make_run, base, LORA)
    for precision, tolerance in (("f32", 1e-4), ("f16", 0.02), ("q8_0", 0.5)):
        done = export(worker, folder, base, format="gguf", precision=precision, system_prompt="Be kind.")
        assert done["type"] == "done", done
        assert [file["name"] for file in done["files"]] == ["Modelfile", "model.gguf"]
        import_gguf(folder / "out" / "model.gguf", tmp_path / f"again-{precision}", quiet)
        again = tmp_path / f"again-{precision}"
        assert (logits(load_base(again, "float32", "sdpa", "cpu")) - wanted).abs().max() < tolerance
        theirs, ours = (AutoTokenizer.from_pretrained(each) for each in (again, base))
        for said in ("ab ab<|im_end|>x", "灯亮了吗？", "  2024\n\n"):
            assert theirs(said)["input_ids"] == ours(said)["input_ids"]
        assert theirs.chat_template == ours.chat_template


def give_splitter(base) -> None:
    """The tiny tokenizer splits as no GGUF tokenizer does; give it one that has a name."""
    content = json.loads((base / "tokenizer.json").read_text())
    content["pre_tokenizer"] = json.loads(SPLITTERS["smollm"].__getstate__())
    (base / "tokenizer.json").write_text(json.dumps(content))


def test_every_splitter_has_its_name_and_others_are_refused():
    for name, splitter in SPLITTERS.items():
        assert splitter_name({"pre_tokenizer": json.loads(splitter.__getstate__())}) == name
    with pytest.raises(EngineError, match="splits text"):
        splitter_name({"pre_tokenizer": {"type": "Whitespace"}})


def test_the_adapter_is_copied_and_a_soft_prompt_is_nothing_else(worker, make_run, base):
    folder = make_run(method={"kind": "prefix_tuning", "tokens": 4, "text": "Count."}, max_steps=4)
    assert worker.run("train", folder).wait() == 0
    done = export(worker, folder, base, format="adapter")
    assert [file["name"] for file in done["files"]] == ["adapter_config.json", "adapter_model.safetensors"]
    for wish in ("safetensors", "gguf"):
        failed = export(worker, folder, base, format=wish)
        assert failed["type"] == "failed" and failed["code"] == "export_unsupported" and failed["remedy"]
    assert export(worker, folder, base, format="safetensors", precision="q8_0")["code"] == "config_bad_value"
    assert export(worker, folder, base, format="adapter", adapter=None)["code"] == "export_unsupported"


def test_the_base_alone_can_be_exported(worker, make_run, base):
    folder = make_run()
    done = export(worker, folder, base, format="safetensors", precision="f32", adapter=None)
    assert done["type"] == "done"
    assert torch.equal(logits(AutoModelForCausalLM.from_pretrained(folder / "out")), logits(AutoModelForCausalLM.from_pretrained(base)))


def test_a_template_in_ollamas_language_frames_as_the_template_does():
    template = ChatTemplate(tiny.TEMPLATE, {})
    frame = learn_frame(template)
    assert frame.around["user"] == ("<|im_start|>user\n", "<|im_end|>\n") and frame.answer == "<|im_start|>assistant\n"
    turns = [("system", "s"), ("user", "灯"), ("assistant", "b"), ("user", "c")]
    assert framed(frame, turns) == text(template, turns, True)
    assert ollama_template(template) == (
        '{{ if not (and .Messages (eq (index .Messages 0).Role "system")) }}<|im_start|>system\n<|im_end|>\n{{ end }}'
        '{{ range .Messages }}{{ if eq .Role "system" }}<|im_start|>system\n{{ .Content }}<|im_end|>\n'
        '{{ else if eq .Role "user" }}<|im_start|>user\n{{ .Content }}<|im_end|>\n'
        '{{ else if eq .Role "assistant" }}<|im_start|>assistant\n{{ .Content }}<|im_end|>\n{{ end }}{{ end }}<|im_start|>assistant\n'
    )
    file = write_modelfile("model.gguf", template, "Be kind.", ["<|im_end|>"])
    assert file.startswith("FROM ./model.gguf\n") and 'SYSTEM """Be kind."""' in file and file.endswith('PARAMETER stop "<|im_end|>"\n')


def test_a_template_whose_frames_depend_on_others_is_refused():
    counting = "{% for message in messages %}{{ loop.index }}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
    with pytest.raises(EngineError) as error:
        learn_frame(ChatTemplate(counting, {}))
    assert error.value.code == "template_not_expressible" and error.value.remedy

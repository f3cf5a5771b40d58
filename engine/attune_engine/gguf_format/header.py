"""The header of a GGUF model file: taken over from the base's own, or made from a Hugging Face folder."""

import json
from pathlib import Path

import gguf

from attune_engine.data.tokenizer import read_json, read_template, token_text
from attune_engine.errors import EngineError
from attune_engine.gguf_format.names import ARCHITECTURES
from attune_engine.gguf_format.vocabulary import CONTROL, NORMAL, USER_DEFINED, splitter_name

LEFT_OUT = ("GGUF.", "general.architecture", "general.file_type", "general.quantization_version")


def copy_header(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    """Everything that is not about the file itself."""
    for field in reader.fields.values():
        if not field.name.startswith(LEFT_OUT):
            kind = field.types[0]
            writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None)


def make_header(base: Path, writer: gguf.GGUFWriter) -> None:
    """Sizes and vocabulary of a Hugging Face folder. Raises base_unsupported, tokenizer_unsupported, template_missing."""
    config = read_json(base / "config.json")
    add_sizes(config, writer)
    add_vocabulary(base, config, writer)


def add_sizes(config: dict, writer: gguf.GGUFWriter) -> None:
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if rope.get("rope_type", rope.get("type", "default")) != "default":
        raise EngineError("base_unsupported", "The base scales its positions (rope_scaling), which this writer does not know.", "Convert it with llama.cpp's own converter, or serve the Hugging Face folder.")
    heads, hidden = config["num_attention_heads"], config["hidden_size"]
    head = config.get("head_dim") or hidden // heads
    writer.add_name(config.get("_name_or_path") or ARCHITECTURES[config["architectures"][0]])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(rope.get("rope_theta") or config.get("rope_theta") or 10000.0)
    writer.add_vocab_size(config["vocab_size"])


def add_vocabulary(base: Path, config: dict, writer: gguf.GGUFWriter) -> None:
    """A byte-level BPE tokenizer; places of the vocabulary without a token are filled, as llama.cpp's own converter does."""
    tokenizer = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    settings = read_json(base / "tokenizer_config.json")
    model = tokenizer["model"]
    if model.get("type") != "BPE":
        raise EngineError("tokenizer_unsupported", f"The base has a {model.get('type')} tokenizer.", "Use a base with a byte-level BPE tokenizer, or serve the Hugging Face folder.")
    names = {index: token for token, index in model["vocab"].items()}
    kinds = dict.fromkeys(names, NORMAL)
    for added in tokenizer.get("added_tokens", []):
        names[added["id"]] = added["content"]
        kinds[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    count = max(config["vocab_size"], max(names) + 1)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(splitter_name(tokenizer))
    writer.add_token_list([names.get(index, f"[PAD{index}]") for index in range(count)])
    writer.add_token_types([kinds.get(index, gguf.TokenType.UNUSED) for index in range(count)])
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]])
    ids = {token: index for index, token in names.items()}
    for role, add in (("bos", writer.add_bos_token_id), ("eos", writer.add_eos_token_id), ("pad", writer.add_pad_token_id), ("unk", writer.add_unk_token_id)):
        token = token_text(settings.get(f"{role}_token"))
        if token in ids:
            add(ids[token])
    writer.add_add_bos_token(bool(settings.get("add_bos_token", False)))
    writer.add_chat_template(read_template(base, settings))


def start_data(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()

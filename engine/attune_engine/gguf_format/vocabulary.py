"""A GGUF vocabulary as tokenizer.json and tokenizer_config.json."""

import json
from typing import Any

import gguf
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from attune_engine.errors import EngineError
from attune_engine.gguf_format.metadata import value
from attune_engine.gguf_format.sentencepiece import build_sentencepiece

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4

WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
GPT2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)


def split(pattern: str) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), BYTES])


SPLITTERS = {
    "gpt-2": GPT2,
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT2]),
    "qwen2": split(WORDS % ""),
    "llama-bpe": split(WORDS % "{1,3}"),
}


def splitter_name(tokenizer: dict[str, Any]) -> str:
    """What GGUF calls the way in which a tokenizer.json splits text before merging. Raises tokenizer_unsupported."""
    wanted = tokenizer.get("pre_tokenizer")
    for name, splitter in SPLITTERS.items():
        if json.loads(splitter.__getstate__()) == wanted:
            return name
    raise EngineError("tokenizer_unsupported", "The base's tokenizer splits text in a way that this writer does not know.", "Convert the merged model with llama.cpp's own converter, or serve the Hugging Face folder.")


def build_tokenizer(reader: gguf.GGUFReader) -> Tokenizer:
    """The tokenizer of a GGUF file: byte-level BPE, or SentencePiece as Gemma has it. Raises tokenizer_unsupported for other kinds."""
    if value(reader, "tokenizer.ggml.model") == "llama" and value(reader, "tokenizer.ggml.add_space_prefix", True) is False:
        return build_sentencepiece(reader)
    kind, splitter = value(reader, "tokenizer.ggml.model"), value(reader, "tokenizer.ggml.pre", "gpt-2")
    if kind != "gpt2" or splitter not in SPLITTERS:
        raise EngineError("tokenizer_unsupported", f"The GGUF file has a {kind} tokenizer of kind {splitter}.", f"Use a file with a BPE tokenizer of kind {', '.join(SPLITTERS)}, or the Hugging Face folder.")
    tokens, types = value(reader, "tokenizer.ggml.tokens"), value(reader, "tokenizer.ggml.token_type")
    merges = [tuple(merge.split(" ")) for merge in value(reader, "tokenizer.ggml.merges")]
    tokenizer = Tokenizer(models.BPE(vocab={token: index for index, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = SPLITTERS[splitter]
    tokenizer.decoder = decoders.ByteLevel()
    for token, kind_of_token in zip(tokens, types, strict=True):
        if kind_of_token == CONTROL:
            tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
        elif kind_of_token == USER_DEFINED:
            tokenizer.add_tokens([AddedToken(token, normalized=False)])
    return tokenizer


def tokenizer_settings(reader: gguf.GGUFReader, template: str | None = None) -> dict[str, Any]:
    """tokenizer_config.json, with the file's own chat template unless another is given. Raises template_missing."""
    template = template or value(reader, "tokenizer.chat_template")
    if not template:
        raise EngineError("template_missing", "The GGUF file has no chat template.", "Use an instruction-tuned model, or import it with a template.")
    tokens = value(reader, "tokenizer.ggml.tokens")
    settings: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": value(reader, f"{value(reader, 'general.architecture')}.context_length"),
        "chat_template": template,
    }
    for role, key in (("bos", "bos"), ("eos", "eos"), ("pad", "padding"), ("unk", "unknown")):
        index = value(reader, f"tokenizer.ggml.{key}_token_id")
        if index is not None:
            settings[f"{role}_token"] = tokens[index]
    return settings


def write_vocabulary(reader: gguf.GGUFReader, folder: Any, template: str | None = None) -> None:
    """Write both tokenizer files and generation_config.json into a folder."""
    build_tokenizer(reader).save(str(folder / "tokenizer.json"))
    settings = tokenizer_settings(reader, template)
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    ends = {f"{role}_token_id": value(reader, f"tokenizer.ggml.{key}_token_id") for role, key in (("bos", "bos"), ("eos", "eos"), ("pad", "padding"))}
    (folder / "generation_config.json").write_text(json.dumps(ends, indent=2) + "\n", encoding="utf-8")

"""A SentencePiece vocabulary of a GGUF file (Gemma's) as a tokenizer.json.

SentencePiece joins the two neighbours whose joint piece has the highest score, the leftmost first. A byte-pair tokenizer does
the same once every way to split a piece is a merge, ranked by the piece's score.
"""

import gguf
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers

from attune_engine.gguf_format.metadata import value

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
SPACE = "\u2581"


def build_sentencepiece(reader: gguf.GGUFReader) -> Tokenizer:
    """The tokenizer of a file whose tokenizer.ggml.model is "llama" and that adds no space in front."""
    tokens, types, scores = (value(reader, f"tokenizer.ggml.{name}") for name in ("tokens", "token_type", "scores"))
    pieces = {token: score for token, kind, score in zip(tokens, types, scores, strict=True) if kind == NORMAL}
    unknown = tokens[value(reader, "tokenizer.ggml.unknown_token_id")]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocabulary, ranked_merges(pieces), unk_token=unknown, fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()])
    for kind, add, special in ((CONTROL, tokenizer.add_special_tokens, True), (USER_DEFINED, tokenizer.add_tokens, False)):
        add([AddedToken(token, special=special, normalized=False) for token, its in zip(tokens, types, strict=True) if its == kind])
    return tokenizer


def ranked_merges(pieces: dict[str, float]) -> list[tuple[str, str]]:
    """Every split of a piece into two, by the piece's score, highest first."""
    best_first = sorted(pieces, key=pieces.__getitem__, reverse=True)
    return [(piece[:at], piece[at:]) for piece in best_first for at in range(1, len(piece)) if piece[:at] in pieces and piece[at:] in pieces]

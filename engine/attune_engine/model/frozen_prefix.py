"""The layers below the first one that is trained.

They give a row the same states in every epoch, so each row goes through them once and its states are kept. A row is computed
in a group that the file decides, never the step: a resumed run finds the same numbers, bit for bit.
"""

import torch

from attune_engine.data.encode import Encoded
from attune_engine.data.pack import Pack, make_pack, split_by_tokens
from attune_engine.data.preferences import Pair
from attune_engine.model.layout import Layout
from attune_engine.model.lean.decoder import Decoder
from attune_engine.model.lean.recognise import causal_of, lean_decoder, what_is_unknown

KEPT = "attune_frozen_prefix"


class FrozenPrefix:
    """`layers` is how many are frozen; `states` are (tokens, size) by row, as they enter the first layer that is trained."""

    def __init__(self, causal: torch.nn.Module, layers: int):
        self.causal, self.layers = causal, layers
        self.decoder = lean_decoder(causal) or (None if what_is_unknown(causal, True) else Decoder(causal, layers))
        self.states: dict[int, torch.Tensor] = {}
        self.groups: dict[int, list[Encoded]] = {}

    def know(self, rows: list[Encoded | Pair], pack_tokens: int) -> None:
        """Decide which rows are computed together."""
        for group in split_by_tokens(rows, pack_tokens):
            answers = [answer for row in group for answer in row.answers]
            self.groups |= {id(answer): answers for answer in answers}

    @torch.no_grad()
    def entering(self, pack: Pack) -> torch.Tensor | None:
        """(tokens, size) for a pack of known rows; None for others."""
        if any(id(row) not in self.groups for row in pack.rows):
            return None
        for row in pack.rows:
            if id(row) not in self.states:
                self.compute(self.groups[id(row)], pack.ids.device)
        entered = self.states[id(pack.rows[0])].new_empty(pack.tokens, self.causal.config.hidden_size)
        for row, places in zip(pack.rows, pack.places, strict=True):
            entered[torch.tensor(places, device=entered.device)] = self.states[id(row)]
        return entered

    def compute(self, group: list[Encoded], device: torch.device) -> None:
        pack = make_pack(group, device)
        states = self.decoder.lower_states(pack, self.layers) if self.decoder else lower_states(self.causal, pack, self.layers)
        for row, places in zip(group, pack.places, strict=True):
            self.states[id(row)] = states[torch.tensor(places, device=states.device)]


def keep_frozen_prefix(model: torch.nn.Module, layers: int, rows: list[Encoded | Pair], pack_tokens: int) -> None:
    """Give a model that trains only what is above its first `layers` layers the states of `rows` as they come out of these."""
    causal = causal_of(model)
    prefix = FrozenPrefix(causal, layers)
    prefix.know(rows, pack_tokens)
    setattr(causal, KEPT, prefix)


def entering_states(model: torch.nn.Module, pack: Pack) -> tuple[int, torch.Tensor] | None:
    """The first layer that is to be computed and what enters it; None where a pack goes through all of them."""
    prefix: FrozenPrefix | None = getattr(causal_of(model), KEPT, None)
    entered = prefix and prefix.entering(pack)
    return None if entered is None else (prefix.layers, entered)


def lower_states(causal: torch.nn.Module, pack: Pack, layers: int) -> torch.Tensor:
    """(tokens, size) behind the first `layers` layers, by transformers' own."""
    embedded = causal.base_model.embed_tokens(pack.ids)
    return through_layers(causal, embedded, pack, slice(0, layers))[0]


def upper_states(causal: torch.nn.Module, entered: torch.Tensor, pack: Pack, first: int) -> torch.Tensor:
    """(tokens, size), normalised, of what enters layer `first`."""
    return causal.base_model.norm(through_layers(causal, entered[None], pack, slice(first, None)))[0]


def through_layers(causal: torch.nn.Module, states: torch.Tensor, pack: Pack, which: slice) -> torch.Tensor:
    """states: (1, tokens, size)."""
    model, layout = causal.base_model, Layout(pack.segments)
    rotary: dict[str | None, tuple[torch.Tensor, torch.Tensor]] = {}
    for layer in model.layers[which]:
        kind = layer.self_attn.layer_type if turns_by_kind(model) else None
        if kind not in rotary:
            rotary[kind] = model.rotary_emb(states, pack.positions, *([kind] if kind else []))
        states = layer(states, attention_mask=None, position_ids=pack.positions, use_cache=False, position_embeddings=rotary[kind], layout=layout)
    return states


def turns_by_kind(model: torch.nn.Module) -> bool:
    """Whether layers that see a window turn their positions at another rate than the others do (Gemma 3)."""
    return "sliding_attention" in (getattr(model.config, "rope_parameters", None) or {})

"""One pass over a pack, up to the states that predict response tokens."""

import torch

from attune_engine.data.pack import Pack
from attune_engine.model.frozen_prefix import entering_states, upper_states
from attune_engine.model.layout import Layout
from attune_engine.model.lean.decoder import DecoderPass
from attune_engine.model.lean.recognise import lean_decoder
from attune_engine.model.soft_prompted import SoftPrompted


def response_states(model: torch.nn.Module, pack: Pack) -> torch.Tensor:
    """(losses, size): the last hidden states at the pack's predictors. `model` may be wrapped by PEFT."""
    if isinstance(model, SoftPrompted):
        return model.response_states(pack)
    entering = entering_states(model, pack)
    decoder = lean_decoder(model)
    if decoder is not None:
        return DecoderPass.apply(decoder, pack, entering and entering[1], *decoder.parameters)
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    if entering is not None:
        first, entered = entering
        return upper_states(causal, entered, pack, first).index_select(0, pack.predictors)
    states = causal.base_model(input_ids=pack.ids, position_ids=pack.positions, use_cache=False, layout=Layout(pack.segments))
    return states.last_hidden_state[0].index_select(0, pack.predictors)


def head_weight(model: torch.nn.Module) -> torch.Tensor:
    """(vocabulary, size)."""
    return model.get_output_embeddings().weight

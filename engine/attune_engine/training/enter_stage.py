"""What changes in a model when a stage begins: which of its weights are trained."""

import math
import re

from attune_engine.config.stages import Stage
from attune_engine.errors import EngineError
from attune_engine.methods.weights.config import IN_LAYER
from attune_engine.model.lean.recognise import causal_of, lean_decoder
from attune_engine.training.course import Leg
from attune_engine.training.session import Session


def enter_stage(session: Session, leg: Leg) -> dict:
    """Thaw what the stage trains and freeze the rest of what the method trains; returns the fields of its event. Raises
    targets_unknown where that is nothing."""
    layers = causal_of(session.trainable.model).config.num_hidden_layers
    trained = 0
    for name, parameter in session.trainable.parameters.items():
        parameter.requires_grad_(stage_trains(leg.stage, name, layers))
        trained += parameter.numel() if parameter.requires_grad else 0
    if trained == 0:
        raise EngineError("targets_unknown", f"Stage {leg.number} fits no weight that the method trains.", f"The base has {layers} layers; the method trains names like {next(iter(session.trainable.parameters))}.")
    session.masters.clear_gradients()
    decoder = lean_decoder(session.trainable.model)
    if decoder:
        decoder.notice_trained()
    return {"stage": leg.number, "name": leg.stage.name, "step": leg.before + 1, "steps": leg.steps, "rows": leg.rows, "trainable": trained, "rate_factor": leg.stage.rate_factor}


def stage_trains(stage: Stage, name: str, layers: int) -> bool:
    """Whether a stage trains a weight of that name, of a base with so many layers, given that the method does."""
    if not stage.chooses_weights:
        return True
    last = stage.last_layers or math.ceil((stage.upper_share or 0) * layers)
    found = IN_LAYER.search(name)
    if found and int(found[1]) >= layers - last:
        return True
    return stage.pattern is not None and re.search(stage.pattern, name) is not None

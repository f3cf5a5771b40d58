"""A plan of stages: what is trainable, on which rows, for how long."""

import re
from dataclasses import dataclass

from attune_engine.config.schema import limited
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class StageRows:
    """Which rows a stage learns from.

    tasks, labels: only rows of these; null means all.
    harder_than, easier_than: shares of what is left, task by task, in order of difficulty: 0 and 0.5 are the easier half.
    """

    tasks: list[str] | None = None
    labels: list[str] | None = None
    harder_than: float = limited(0.0, at_least=0, at_most=1)
    easier_than: float = limited(1.0, at_least=0, at_most=1)

    def __post_init__(self) -> None:
        if self.harder_than >= self.easier_than:
            raise EngineError("config_bad_value", f"rows harder_than {self.harder_than} and easier_than {self.easier_than} leave none.", "Let harder_than be less than easier_than.")

    @property
    def by_difficulty(self) -> bool:
        return self.harder_than > 0 or self.easier_than < 1


@dataclass(frozen=True)
class Stage:
    """One stage of a run.

    last_layers, upper_share, pattern: of the weights that the method trains, only those in so many of the last decoder layers (or
    in that share of them, rounded up) and those whose name the regular expression finds; all three null: everything.
    epochs, steps: its length, over its own rows; both null means one epoch.
    rate_factor: times this the learning rate of the run's schedule, which goes over all stages.
    """

    name: str | None = None
    last_layers: int | None = limited(None, at_least=1)
    upper_share: float | None = limited(None, above=0, at_most=1)
    pattern: str | None = None
    rows: StageRows = StageRows()
    epochs: float | None = limited(None, above=0)
    steps: int | None = limited(None, at_least=1)
    rate_factor: float = limited(1.0, above=0)

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise EngineError("config_bad_value", f"A stage's pattern is no regular expression: {error}.", 'Write one like "self_attn", or null.') from None
        if self.epochs and self.steps:
            raise EngineError("config_bad_value", "A stage has both epochs and steps.", "Keep one of them.")
        if self.last_layers and self.upper_share:
            raise EngineError("config_bad_value", "A stage has both last_layers and upper_share.", "Keep one of them.")

    @property
    def chooses_weights(self) -> bool:
        return bool(self.last_layers or self.upper_share or self.pattern)


def check_stages(stages: list[Stage] | None, tasks: list[str], kind: str) -> None:
    """Raise config_bad_value where a plan does not go with the rest of a run."""
    if stages is None:
        return
    if not stages:
        raise EngineError("config_bad_value", "stages is an empty list.", "Write at least one stage, or null.")
    for number, stage in enumerate(stages, 1):
        unknown = [task for task in stage.rows.tasks or [] if task not in tasks]
        if unknown:
            raise EngineError("config_bad_value", f"Stage {number} takes rows of {unknown[0]!r}.", f"data.tasks has {', '.join(map(repr, tasks)) if tasks != [''] else 'no tasks'}.")
        if stage.chooses_weights and kind.endswith("_tuning"):
            raise EngineError("config_bad_value", f"Stage {number} chooses layers, and {kind} trains none.", "Leave out last_layers, upper_share and pattern, or choose LoRA, full or freeze.")

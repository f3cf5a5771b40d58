"""Everything a run must remember besides its tensors; it is saved with every checkpoint."""

import dataclasses
from dataclasses import dataclass, field


@dataclass
class RunState:
    """`rewinds` counts how often the run went back, `rate_factor` is what that made of the learning rate. `validation` holds (step, loss) pairs, step 0 being the base. `recent` holds the last losses, for the guard."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best_step: int | None = None
    best_loss: float | None = None
    strikes: int = 0
    rewinds: int = 0
    rate_factor: float = 1.0
    validation: list[tuple[int, float]] = field(default_factory=list)
    recent: list[float] = field(default_factory=list)

    def to_json(self) -> dict:
        return dataclasses.asdict(self)

    @staticmethod
    def from_json(raw: dict) -> "RunState":
        return RunState(**{**raw, "validation": [tuple(pair) for pair in raw["validation"]]})

    @property
    def validated(self) -> bool:
        """Whether the current step has its validation loss."""
        return bool(self.validation) and self.validation[-1][0] == self.step

    def losses_after(self, before: int) -> list[float]:
        """Validation losses after a step."""
        return [loss for step, loss in self.validation if step > before]

    def record_validation(self, loss: float) -> bool:
        """Keep a validation loss; return whether it is the best after step 0."""
        self.validation.append((self.step, loss))
        if self.step > 0 and (self.best_loss is None or loss < self.best_loss):
            self.best_step, self.best_loss = self.step, loss
            return True
        return False

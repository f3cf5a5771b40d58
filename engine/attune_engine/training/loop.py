"""The loop: one pack, one step, and what is due after it."""

import dataclasses
import math
import time

import torch

from attune_engine.data.order import rows_of_step, steps_per_epoch
from attune_engine.errors import EngineError
from attune_engine.machine.device import occupied_bytes
from attune_engine.objectives.work import Rewards, Work
from attune_engine.run_folder.event_log import EventLog
from attune_engine.training.checkpoint import checkpoint_fields, last_good_checkpoint, prune_checkpoints, restore, save_checkpoint
from attune_engine.training.early_stopping import should_stop
from attune_engine.training.evaluate import Interrupted
from attune_engine.training.generation import generate
from attune_engine.training.guard import WINDOW, trouble
from attune_engine.training.reference import reference_of_run
from attune_engine.training.schedule import learning_rate
from attune_engine.training.session import Session
from attune_engine.training.state import RunState
from attune_engine.training.steps import planned_steps
from attune_engine.training.stop import StopRequest


REWIND_RATE = 0.5


class Loop:
    """Trains a session to its end or to a request to stop. Every decision depends on the saved state alone."""

    def __init__(self, session: Session, state: RunState, events: EventLog, stop: StopRequest):
        self.session, self.state, self.events, self.stop = session, state, events, stop
        self.steps = planned_steps(session.config, len(session.train.rows))
        self.saved_step = state.step if state.step else None
        self.sampled_step = self.saved_step
        self.step_seconds: list[float] = []
        self.eval_seconds = 0.0
        config, plan = session.config, session.plan
        self.work = Work(session.trainable.model, plan.device, plan.pack_tokens, config.max_tokens_per_row, config.preference)

    def run(self) -> str:
        """Returns "completed", "early_stopping" or "signal"; in all three the state is on disk."""
        try:
            self.remember()
            while True:
                self.after_step()
                if self.stop.requested:
                    raise Interrupted
                if self.finished:
                    self.save()
                    return "completed" if self.state.step >= self.steps else "early_stopping"
                self.train_step()
        except Interrupted:
            self.save()
            return "signal"

    def remember(self) -> None:
        """Give the objective what it compares with. Raises Interrupted."""

        def report(done: int, total: int) -> None:
            self.events.emit("progress", phase="reference", done=done, total=total, unit="rows")
            self.stop.check()

        reference = reference_of_run(self.session, self.work, self.state.step, self.steps, report)
        self.work = dataclasses.replace(self.work, reference=reference)

    @property
    def finished(self) -> bool:
        rule = self.session.config.eval.early_stopping
        return self.state.step >= self.steps or should_stop(self.state.trained_losses, rule)

    def due(self, every: int) -> bool:
        """Whether something that happens every so many steps, and at the end, happens now."""
        return self.state.step > 0 and (self.state.step % every == 0 or self.state.step >= self.steps)

    def after_step(self) -> None:
        """Evaluate, sample and save what is due."""
        config, improved = self.session.config, False
        if self.session.validation.rows and self.due(config.eval.every_steps) and not self.state.validated:
            improved = self.evaluate()
        if config.sample.prompts and self.due(config.sample.every_steps) and self.sampled_step != self.state.step:
            self.sample()
        if improved or self.due(config.checkpoint.every_steps):
            self.save()

    def train_step(self) -> None:
        """Forward, backward, report, update. The first loss is reported before anything slow happens."""
        session, state = self.session, self.state
        began = time.monotonic()
        step = state.step + 1
        chosen = rows_of_step(step, len(session.train.rows), session.config.batch_rows, session.config.seed)
        rows = [session.train.rows[index] for index in chosen]
        loss, norm, rewards = self.backward(rows, step)
        rate = learning_rate(step, self.steps, session.config.learning_rate, session.config.optimizer) * state.rate_factor
        seconds, tokens = time.monotonic() - began, sum(row.tokens for row in rows)
        self.report(step, loss, rate, norm, rows, seconds, rewards)
        if state.step == 0 and session.validation.rows and session.config.eval.at_start and not state.validated:
            self.evaluate()
        is_sound = self.check(step, loss, norm)
        if is_sound and math.isfinite(loss) and math.isfinite(norm):
            self.update(rate)
        session.masters.clear_gradients()
        if not is_sound:
            self.rewind(step)
            return
        state.step, state.tokens, state.seconds = step, state.tokens + tokens, state.seconds + seconds

    def backward(self, rows: list, step: int) -> tuple[float, float, Rewards]:
        """Gradients of one optimizer step in the masters; returns mean loss, gradient norm and rewards. Dropout depends on the step alone."""
        session = self.session
        torch.manual_seed(session.config.seed * 1_000_003 + step)
        session.trainable.model.train()
        total, rewards = 0.0, Rewards()
        for part in session.objective.parts(self.work, rows):
            part.loss.backward()
            session.masters.collect_gradients()
            total, rewards = total + part.loss.item(), rewards + part.rewards
        norm = torch.nn.utils.clip_grad_norm_(session.masters.tensors.values(), session.config.optimizer.clip_norm)
        return total, norm.item(), rewards

    def update(self, rate: float) -> None:
        for group in self.session.optimizer.param_groups:
            group["lr"] = rate
        self.session.optimizer.step()
        self.session.masters.publish()

    def report(self, step: int, loss: float, rate: float, norm: float, rows: list, seconds: float, rewards: Rewards) -> None:
        """Emit a step's event."""
        tokens = sum(row.tokens for row in rows)
        self.step_seconds = [*self.step_seconds[-19:], seconds]
        self.events.emit(
            "step",
            step=step,
            epoch=round(step / steps_per_epoch(len(self.session.train.rows), self.session.config.batch_rows), 4),
            loss=loss,
            learning_rate=rate,
            grad_norm=norm,
            tokens=tokens,
            loss_tokens=sum(row.loss_tokens for row in rows),
            total_tokens=self.state.tokens + tokens,
            tokens_per_s=round(tokens / seconds, 1),
            eta_s=round(self.seconds_left(step), 1),
            memory_bytes=occupied_bytes(self.session.plan.device),
            **rewards.fields(),
        )

    def seconds_left(self, step: int) -> float:
        """Steps to come at the recent pace, and the evaluations between them."""
        every = self.session.config.eval.every_steps
        evaluations = math.ceil(self.steps / every) - step // every if self.session.validation.rows else 0
        return (self.steps - step) * sum(self.step_seconds) / len(self.step_seconds) + evaluations * self.eval_seconds

    def check(self, step: int, loss: float, norm: float) -> bool:
        """Warn of a step that looks wrong. After too many in a row false, or loss_exploded where the run went back often enough."""
        config = self.session.config
        wrong = trouble(loss, norm, self.state.recent, config.guard, self.session.objective.harmless_loss(config.preference))
        self.state.strikes = self.state.strikes + 1 if wrong else 0
        if not wrong:
            self.state.recent = [*self.state.recent[-(WINDOW - 1) :], loss]
            return True
        self.events.emit("warning", code="loss_exploding", text=f"Step {step} looks wrong: {wrong}.", step=step)
        if self.state.strikes < config.guard.strikes:
            return True
        if self.state.rewinds >= config.guard.rewinds or not last_good_checkpoint(self.session.folder):
            remedy = "Lower optimizer.learning_rate (a tenth is a good first try), or look at the rows of that step for broken text."
            raise EngineError("loss_exploded", f"Training fell apart at step {step}, {self.state.strikes} wrong steps in a row: {wrong}.", remedy)
        return False

    def rewind(self, step: int) -> None:
        """Go back to the last good checkpoint and on from there at half the learning rate. The same batches come again."""
        saved = last_good_checkpoint(self.session.folder)
        assert saved is not None
        restore(self.session, saved)
        rewinds, factor = self.state.rewinds + 1, self.state.rate_factor * REWIND_RATE
        self.state = dataclasses.replace(saved.state, rewinds=rewinds, rate_factor=factor)
        self.sampled_step, self.saved_step = saved.state.step, None
        text = f"Training fell apart at step {step}: it goes on from step {saved.state.step} at {factor:g} of the learning rate."
        self.events.emit("warning", code="rewound", text=text, step=step, to_step=saved.state.step, rate_factor=factor)
        self.save()

    def evaluate(self) -> bool:
        """Validation loss of the current weights; returns whether it is the best so far. Raises Interrupted."""
        session, state = self.session, self.state
        began = time.monotonic()
        rows = session.validation.rows
        found = session.objective.evaluate(self.work, rows, self.stop.check)
        improved = state.record_validation(found.loss)
        self.eval_seconds = time.monotonic() - began
        per_epoch = steps_per_epoch(len(session.train.rows), session.config.batch_rows)
        self.events.emit(
            "eval",
            step=state.step,
            epoch=round(state.step / per_epoch, 4),
            loss=found.loss,
            rows=len(rows),
            tokens=session.validation.loss_tokens,
            seconds=round(self.eval_seconds, 2),
            best=improved,
            best_step=state.best_step,
            best_loss=state.best_loss,
            **found.rewards.fields(),
        )
        return improved

    def sample(self) -> None:
        """Greedy answers of the current weights."""
        config = self.session.config.sample
        for each in generate(self.session.trainable.model, self.session.tokenizer, config.prompts, config.max_new_tokens):
            self.events.emit("sample", step=self.state.step, prompt_id=each.id, text=each.text, tokens=each.tokens, finished=each.finished)
        self.sampled_step = self.state.step

    def save(self) -> None:
        """A checkpoint of this step, once."""
        if self.saved_step == self.state.step:
            return
        saved = save_checkpoint(self.session, self.state)
        self.saved_step = self.state.step
        self.events.emit("checkpoint", **checkpoint_fields(saved, self.session.method.FILES[0]))
        prune_checkpoints(self.session.folder, self.session.config.checkpoint.keep, self.state.best_step)

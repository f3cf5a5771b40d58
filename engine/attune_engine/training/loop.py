"""The loop: one pack, one step, and what is due after it."""

import dataclasses
import math
import time
from collections.abc import Callable
from typing import NamedTuple

import torch

from attune_engine.config.data import Mixture
from attune_engine.errors import EngineError
from attune_engine.machine.device import occupied_bytes
from attune_engine.objectives.work import Rewards, Work
from attune_engine.run_folder.event_log import EventLog
from attune_engine.training.checkpoint import checkpoint_fields, last_good_checkpoint, prune_checkpoints, restore, save_checkpoint
from attune_engine.training.course import Course, Leg
from attune_engine.training.difficulty import difficulty_of_run
from attune_engine.training.early_stopping import should_stop
from attune_engine.training.enter_stage import enter_stage
from attune_engine.training.evaluate import Interrupted
from attune_engine.training.generation import generate
from attune_engine.training.guard import WINDOW, trouble
from attune_engine.training.reference import reference_of_run
from attune_engine.training.schedule import learning_rate
from attune_engine.training.session import Session
from attune_engine.training.state import RunState
from attune_engine.training.stop import StopRequest
from attune_engine.training.tasks import evaluate_by_task, step_by_task


REWIND_RATE = 0.5


class Taken(NamedTuple):
    """What a step lost: the mean, its rewards, and where they are asked for the losses of its rows."""

    loss: float = 0.0
    rewards: Rewards = Rewards()
    sums: list[float] = []


class Loop:
    """Trains a session to its end or to a request to stop. Every decision depends on the saved state alone."""

    def __init__(self, session: Session, state: RunState, events: EventLog, stop: StopRequest):
        self.session, self.state, self.events, self.stop = session, state, events, stop
        self.course = Course(session.config, session.tasks)
        self.steps = self.course.steps
        self.leg: Leg | None = None
        self.saved_step = state.step if state.step else None
        self.sampled_step = self.saved_step
        self.step_seconds: list[float] = []
        self.eval_seconds = 0.0
        config, plan = session.config, session.plan
        self.is_mixed = isinstance(config.data, Mixture)
        self.work = Work(session.trainable.model, plan.device, plan.pack_tokens, config.max_tokens_per_row, config.preference, by_row=self.is_mixed)

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
        """Give stages what they choose rows by, and the objective what it compares with. Raises Interrupted."""

        def reporting(phase: str) -> Callable[[int, int], None]:
            def report(done: int, total: int) -> None:
                self.events.emit("progress", phase=phase, done=done, total=total, unit="rows")
                self.stop.check()

            return report

        if self.course.needs_difficulty:
            self.course.difficulty = difficulty_of_run(self.session, self.work, self.state.step, reporting("difficulty"))
        reference = reference_of_run(self.session, self.work, self.course, self.state.step, reporting("reference"))
        self.work = dataclasses.replace(self.work, reference=reference)

    @property
    def finished(self) -> bool:
        """Only the last stage may end early: those before it prepare it."""
        rule, last = self.session.config.eval.early_stopping, self.course.legs[-1]
        return self.state.step >= self.steps or should_stop(self.state.losses_after(last.before), rule)

    def due(self, every: int) -> bool:
        """Whether something that happens every so many steps, and at the end of every stage, happens now."""
        step = self.state.step
        return step > 0 and (step % every == 0 or step >= self.steps or step in self.course.boundaries)

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
        leg = self.enter(step)
        chosen = self.course.rows(step)
        rows = [session.train.rows[index] for index in chosen]
        whole, norm = self.backward(rows, step)
        loss = whole.loss
        rate = learning_rate(step, self.steps, session.config.learning_rate, session.config.optimizer) * leg.stage.rate_factor * state.rate_factor
        seconds, tokens = time.monotonic() - began, sum(row.tokens for row in rows)
        by_task = {"tasks": step_by_task(session, chosen, rows, whole.sums)} if self.is_mixed else {}
        self.report(step, loss, rate, norm, rows, seconds, {**whole.rewards.fields(), **by_task})
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

    def enter(self, step: int) -> Leg:
        """The stage of a step; where it is another one than before, the model is made ready for it. What losses were usual before
        tells the guard nothing about other rows."""
        leg = self.course.leg(step)
        if leg is not self.leg and self.session.config.stages is not None:
            fields = enter_stage(self.session, leg)
            if step == leg.before + 1:
                self.state.recent = []
                if not self.events.has("stage", step):
                    self.events.emit("stage", **fields)
        self.leg = leg
        return leg

    def backward(self, rows: list, step: int) -> tuple[Taken, float]:
        """Gradients of one optimizer step in the masters; returns what it lost and the gradient norm. Dropout depends on the step alone."""
        session = self.session
        torch.manual_seed(session.config.seed * 1_000_003 + step)
        session.trainable.model.train()
        taken = Taken()
        for part in session.objective.parts(self.work, rows):
            part.loss.backward()
            session.masters.collect_gradients()
            taken = Taken(taken.loss + part.loss.item(), taken.rewards + part.rewards, taken.sums + part.sums)
        norm = torch.nn.utils.clip_grad_norm_(session.masters.tensors.values(), session.config.optimizer.clip_norm)
        return taken, norm.item()

    def update(self, rate: float) -> None:
        for group in self.session.optimizer.param_groups:
            group["lr"] = rate
        self.session.optimizer.step()
        self.session.masters.publish()

    def report(self, step: int, loss: float, rate: float, norm: float, rows: list, seconds: float, more: dict) -> None:
        """Emit a step's event."""
        tokens = sum(row.tokens for row in rows)
        self.step_seconds = [*self.step_seconds[-19:], seconds]
        self.events.emit(
            "step",
            step=step,
            epoch=self.course.epoch(step),
            loss=loss,
            learning_rate=rate,
            grad_norm=norm,
            tokens=tokens,
            loss_tokens=sum(row.loss_tokens for row in rows),
            total_tokens=self.state.tokens + tokens,
            tokens_per_s=round(tokens / seconds, 1),
            eta_s=round(self.seconds_left(step), 1),
            memory_bytes=occupied_bytes(self.session.plan.device),
            **more,
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
        self.sampled_step, self.saved_step, self.leg = saved.state.step, None, None
        text = f"Training fell apart at step {step}: it goes on from step {saved.state.step} at {factor:g} of the learning rate."
        self.events.emit("warning", code="rewound", text=text, step=step, to_step=saved.state.step, rate_factor=factor)
        self.save()

    def evaluate(self) -> bool:
        """Validation loss of the current weights; returns whether it is the best so far. Raises Interrupted."""
        session, state = self.session, self.state
        began = time.monotonic()
        rows, by_task = session.validation.rows, {}
        if self.is_mixed:
            found, by_task["tasks"] = evaluate_by_task(session, self.work, self.stop.check)
        else:
            found = session.objective.evaluate(self.work, rows, self.stop.check)
        improved = state.record_validation(found.loss)
        self.eval_seconds = time.monotonic() - began
        self.events.emit(
            "eval",
            step=state.step,
            epoch=self.course.epoch(state.step),
            loss=found.loss,
            rows=len(rows),
            tokens=session.validation.loss_tokens,
            seconds=round(self.eval_seconds, 2),
            best=improved,
            best_step=state.best_step,
            best_loss=state.best_loss,
            **found.rewards.fields(),
            **by_task,
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

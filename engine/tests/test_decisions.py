"""What is decided by pure functions."""

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attune_engine.config.run import EarlyStopping, Guard, Optimizer
from attune_engine.data.order import rows_of_step, steps_per_epoch
from attune_engine.data.prefix_tree import Segment, build_tree
from attune_engine.machine.cores import CoreWatch, Reading, allowed_cores, free_cores, threads_for, usually_free
from attune_engine.run_folder.event_log import finite
from attune_engine.training.early_stopping import should_stop
from attune_engine.training.guard import trouble
from attune_engine.training.schedule import learning_rate


def test_every_epoch_is_a_shuffle_of_all_rows():
    steps = steps_per_epoch(10, 4)
    epochs = [[row for step in range(epoch * steps + 1, (epoch + 1) * steps + 1) for row in rows_of_step(step, 10, 4, seed=1)] for epoch in range(2)]
    assert steps == 3 and sorted(epochs[0]) == sorted(epochs[1]) == list(range(10)) and epochs[0] != epochs[1]
    assert rows_of_step(2, 10, 4, seed=1) == rows_of_step(2, 10, 4, seed=1) != rows_of_step(2, 10, 4, seed=2)


def test_the_rate_climbs_then_falls():
    rates = [learning_rate(step, 20, 1.0, Optimizer(warmup_steps=4)) for step in range(1, 21)]
    assert rates[:5] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert all(a > b for a, b in zip(rates[4:], rates[5:])) and 0 < rates[-1] < 0.01
    assert learning_rate(20, 20, 1.0, Optimizer(schedule="constant")) == 1.0
    assert learning_rate(12, 20, 1.0, Optimizer(schedule="linear", warmup_steps=0)) == pytest.approx(9 / 20)
    assert learning_rate(1, 1, 1.0, Optimizer(warmup_steps=50)) == 1.0


def test_early_stopping_counts_evaluations_without_enough_improvement():
    rule = EarlyStopping(patience=2, min_delta=0.1)
    assert not should_stop([3.0, 2.0, 1.95], rule)
    assert should_stop([3.0, 2.0, 1.95, 1.92], rule)
    assert not should_stop([3.0, 2.0, 1.95, 1.85], rule)
    assert not should_stop([1.0] * 9, None)


def test_the_guard_names_what_is_wrong():
    guard = Guard(factor=3.0)
    assert trouble(2.0, 1.0, [2.0, 2.0], guard) is None and trouble(50.0, 1.0, [], guard) is None
    assert "3.5 times" in trouble(7.0, 1.0, [2.0, 2.0, 9.0], guard)
    assert "loss is not a number" in trouble(math.nan, 1.0, [], guard) and "gradient is not" in trouble(2.0, math.inf, [], guard)
    assert "gradient is zero" in trouble(2.0, 0.0, [], guard)


def test_rows_that_begin_alike_share_a_segment():
    tree = build_tree([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 7], [9, 9], [1, 2, 3, 4, 5, 6]])
    assert tree.tokens == [1, 2, 3, 4, 5, 6, 5, 6, 7, 9, 9] or tree.tokens == [1, 2, 3, 4, 5, 6, 7, 5, 6, 9, 9]
    for row, places in zip([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 7], [9, 9], [1, 2, 3, 4, 5, 6]], tree.places):
        assert [tree.tokens[place] for place in places] == row
    assert tree.segments[0] == Segment(0, 4)
    assert all(segment.before == ((0, 4),) for segment in tree.segments[1:-1])


def test_numbers_that_json_lacks_become_null():
    assert finite({"a": [1.0, math.nan], "b": (math.inf, "x")}) == {"a": [1.0, None], "b": [None, "x"]}


@pytest.mark.parametrize("command", ["preflight", "import_gguf", "export_gguf"])
def test_light_commands_do_not_load_torch(command):
    program = f"import sys, attune_engine.commands.{command}; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[1]).returncode == 0


def watched(*stretches: tuple[float, float]) -> list[Reading]:
    """Readings a tenth of a second apart; a stretch is (idle cores, cores we used)."""
    readings = [Reading(0.0, 100.0, 7.0)]
    for idle, own in stretches:
        last = readings[-1]
        readings.append(Reading(last.clock + 0.1, last.idle + 0.1 * idle, last.own + 0.1 * own))
    return readings


@pytest.mark.parametrize(
    ("stretches", "threads"),
    [
        ([(2, 0)] * 12, 2),
        ([(0.9, 1)] * 12, 2),
        ([(0, 0)] * 4 + [(1, 1)] * 8, 2),
        ([(1, 0)] * 8 + [(2, 0)] * 4, 1),
        ([(0, 0)] * 12, 1),
        ([(0.4, 0.4)] * 12, 1),
        ([(1.75, 0)] * 12, 2),
        ([], 2),
    ],
)
def test_threads_are_the_cores_that_are_usually_free(stretches, threads):
    assert threads_for(usually_free(watched(*stretches), 2.0)) == threads


def test_the_cores_are_watched_long_enough():
    began = time.monotonic()
    watch = CoreWatch()
    assert 0 <= watch.free_cores() <= allowed_cores() and len(watch.readings) > 12
    assert time.monotonic() - began > 1
    assert 0 <= free_cores() <= allowed_cores()

"""The loop and what it decides: schedule, evaluation, early stopping, guard, checkpoints."""

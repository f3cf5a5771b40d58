"""What a run minimises. A new objective is a module here and two lines in registry.py.

Every module has
    harmless_loss(preference)                the loss of having learned nothing: up to it no step looks wrong to the guard
    remembered(work, train, validation, batches)   the rows whose answers it compares with the model before its first step, by part
    parts(work, rows)                        a step's loss, pack by pack, to go backward from
    count(row)                               what a row counts in a mean over rows: its part of the step's denominator
    evaluate(work, rows, after_pack)         the loss of validation rows; `after_pack` may raise to stop
"""

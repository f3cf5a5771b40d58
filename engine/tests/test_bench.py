"""What the benches stand on."""

import sys
from pathlib import Path

ENGINE = Path(__file__).parents[1]
sys.path.insert(0, str(ENGINE / "bench"))


def test_the_example_has_rows_to_measure_with():
    from rows import readable_rows

    rows = readable_rows(ENGINE.parent / "examples" / "support-desk" / "tickets.jsonl", "Be kind.")
    assert len(rows) > 500
    assert all(row.messages[0].role == "system" for row in rows)


def test_every_measured_method_is_one_that_there_is():
    from methods import METHODS, SOFT

    from attune_engine.config.schema import parse
    from attune_engine.methods.registry import CONFIGS

    kinds = {parse(CONFIGS[method["kind"]], {**method, **({"text": "x"} if method["kind"] in SOFT else {})}, "").kind for method in METHODS.values()}
    assert kinds == set(CONFIGS)

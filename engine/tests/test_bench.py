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


def test_stages_and_data_sets_of_the_bench_are_read(tmp_path):
    import methods

    from attune_engine.config.run import RunConfig
    from attune_engine.config.schema import parse

    methods.write_rows(tmp_path, "Be kind.", 4)
    for name, method in methods.METHODS.items():
        if method["kind"] == "lora":
            spec = {"protocol": 1, "run_id": name, "base": {"path": "b"}, "data": {"train": "train.jsonl", "validation": "validation.jsonl"}, "method": method}
            config = parse(RunConfig, {**spec, **methods.more_of(name, 4)}, "")
            assert all((tmp_path / file).stat().st_size > 1000 for task in config.data.tasks for file in (task.train, task.validation))
    assert [sum(1 for name in methods.METHODS if methods.more_of(name, 4).get(field)) for field in ("stages", "data")] == [1, 1]

"""Contestant: this engine's loop. Arguments: MODEL ROWS.jsonl RANK BATCH DEVICE."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import torch  # noqa: E402
from measured import serve  # noqa: E402
from rows import load_encoded  # noqa: E402

from attune_engine.data.pack import make_pack  # noqa: E402
from attune_engine.methods.lora import method  # noqa: E402
from attune_engine.methods.lora.config import LoraConfig  # noqa: E402
from attune_engine.methods.trainable import Setting  # noqa: E402
from attune_engine.model.load import load_base  # noqa: E402
from attune_engine.model.shape import read_shape  # noqa: E402
from attune_engine.objectives import sft  # noqa: E402
from attune_engine.training.masters import Masters  # noqa: E402
from attune_engine.training.plan import make_plan  # noqa: E402


def main(model: str, rows_file: str, rank: str, batch: str, device: str) -> None:
    rows = load_encoded(Path(rows_file))
    plan = make_plan("auto", 1, read_shape(Path(model)))
    assert plan.device == device, f"This machine computes on {plan.device}."
    trainable = method.attach(load_base(Path(model), plan.dtype, plan.attention, device), LoraConfig(rank=int(rank), alpha=2 * int(rank)), Setting(0, plan.decoder))
    trainable.model.train()
    masters = Masters(trainable)
    optimizer = torch.optim.AdamW(masters.tensors.values(), lr=2e-4, fused=True)
    place = 0

    def step() -> dict:
        nonlocal place
        chosen = [rows[(place + index) % len(rows)] for index in range(int(batch))]
        place += int(batch)
        pack = make_pack(chosen, device)
        loss = sft.loss(trainable.model, pack, len(pack.targets))
        loss.backward()
        masters.collect_gradients()
        torch.nn.utils.clip_grad_norm_(masters.tensors.values(), 1.0)
        optimizer.step()
        masters.publish()
        masters.clear_gradients()
        return {"tokens": pack.row_tokens, "segments": [(segment.length, segment.depth) for segment in pack.segments], "loss_tokens": len(pack.targets), "loss": loss.item(), "dtype": plan.dtype}

    serve(step, device)


if __name__ == "__main__":
    main(*sys.argv[1:])

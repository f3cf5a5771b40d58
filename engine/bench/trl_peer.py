"""Contestant: TRL's SFTTrainer, in the peer's own environment. Arguments: MODEL ROWS.jsonl RANK BATCH SETTINGS DTYPE DEVICE.

SETTINGS "shipped": TRL's own defaults (bf16, gradient checkpointing, padding). "packed": packing, no checkpointing, DTYPE,
which measured fastest on CPUs. "padded": padding, no checkpointing, DTYPE. The rows are the same token ids and labels as ours.
"""

import json
import logging
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import torch  # noqa: E402
import transformers  # noqa: E402
from datasets import Dataset  # noqa: E402
from measured import clock, tell, wait_for_step  # noqa: E402
from peft import LoraConfig  # noqa: E402
from trl import SFTConfig, SFTTrainer  # noqa: E402

logging.disable(logging.WARNING)
PACK = 512


class Steps(transformers.TrainerCallback):
    """Wait before every optimizer step, report after it."""

    tokens = 0

    def __init__(self, device: str):
        self.device = device

    def on_step_begin(self, *_, **__):
        wait_for_step()
        self.tokens, self.began = 0, clock(self.device)

    def on_step_end(self, args, state, control, **_):
        tell(seconds=clock(self.device) - self.began, tokens=self.tokens)


class Counted(SFTTrainer):
    """Counts real tokens, padding left out."""

    steps: Steps

    def training_step(self, model, inputs, *arguments, **named):
        mask = inputs.get("attention_mask")
        self.steps.tokens += int(mask.sum()) if mask is not None else inputs["input_ids"].numel()
        return super().training_step(model, inputs, *arguments, **named)


def settings(kind: str, dtype: str, batch: int, device: str) -> dict:
    if kind == "shipped":
        return {"per_device_train_batch_size": batch}
    best = {"gradient_checkpointing": False, "bf16": dtype == "bfloat16"}
    if kind == "padded":
        return {**best, "per_device_train_batch_size": batch}
    packs = max(1, round(batch * 128 / PACK))
    at_once = packs if device == "cuda" else 1
    return {**best, "packing": True, "max_length": PACK, "per_device_train_batch_size": at_once, "gradient_accumulation_steps": packs // at_once}


def main(model: str, rows_file: str, rank: str, batch: str, kind: str, dtype: str, device: str) -> None:
    if device == "cpu":
        torch.set_num_threads(1)
    rows = [json.loads(line) for line in Path(rows_file).read_text().splitlines()]
    labelled = [{"input_ids": row["ids"], "labels": [token if on else -100 for token, on in zip(row["ids"], row["learned"])]} for row in rows]
    steps = Steps(device)
    weights = torch.bfloat16 if device == "cuda" and kind != "shipped" else torch.float32
    with tempfile.TemporaryDirectory() as folder:
        shared = {"output_dir": folder, "report_to": [], "disable_tqdm": True, "num_train_epochs": 1000, "save_strategy": "no", "logging_strategy": "no", "use_cpu": device == "cpu", "dataloader_pin_memory": False}
        trainer = Counted(
            model=transformers.AutoModelForCausalLM.from_pretrained(model, dtype=weights),
            args=SFTConfig(**shared, **settings(kind, dtype, int(batch), device)),
            train_dataset=Dataset.from_list(labelled),
            processing_class=transformers.AutoTokenizer.from_pretrained(model),
            peft_config=LoraConfig(r=int(rank), lora_alpha=2 * int(rank), lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"),
            callbacks=[steps],
        )
        trainer.steps = steps
        trainer.train()


if __name__ == "__main__":
    main(*sys.argv[1:])

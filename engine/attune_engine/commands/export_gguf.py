"""export-gguf ADAPTER_DIR BASE_DIR FILE: a PEFT LoRA adapter as a GGUF LoRA file."""

from pathlib import Path

from attune_engine.durable import file_digest
from attune_engine.errors import EngineError
from attune_engine.gguf_format.lora_file import write_lora_gguf
from attune_engine.model.shape import read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "ADAPTER_DIR BASE_DIR FILE"


def run(arguments: list[str], events: EventLog) -> int:
    """Convert and print the file's digest."""
    adapter, base, target = map(Path, arguments)
    if not (adapter / "adapter_config.json").exists():
        raise EngineError("adapter_missing", f"There is no adapter in {adapter.name}.", "Check the path; a run leaves its adapter in adapter/.")
    read_shape(base)
    write_lora_gguf(adapter, base, target)
    events.emit("done", path=str(target), digest=file_digest(target), bytes=target.stat().st_size)
    return 0

"""export SPEC.json: what was tuned, in the form that another program reads."""

import shutil
import time
from pathlib import Path

from attune_engine.config.export import ExportConfig
from attune_engine.config.schema import read_spec
from attune_engine.data.tokenizer import ChatTokenizer, load_tokenizer
from attune_engine.durable import file_digest, whole_folder
from attune_engine.errors import EngineError
from attune_engine.model.digest import check_digest
from attune_engine.model.shape import read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "SPEC.json"
PRECISIONS = {"adapter": ("f32", "f16", "bf16", "q8_0"), "safetensors": ("f32", "f16", "bf16"), "gguf": ("f32", "f16", "q8_0")}


def run(arguments: list[str], events: EventLog) -> int:
    """Write the output folder, whole or not at all; `done` lists its files."""
    path = Path(arguments[0]).resolve()
    config, folder = read_spec(ExportConfig, path), path.parent
    if config.precision not in PRECISIONS[config.format]:
        raise EngineError("config_bad_value", f"{config.format} has no precision {config.precision}.", f"Use one of: {', '.join(PRECISIONS[config.format])}.")
    began = time.monotonic()
    base, target = folder / config.base.path, folder / config.output
    read_shape(base)
    check_digest(base, config.base.digest)
    with whole_folder(target) as partial:
        write(config, base, config.adapter and folder / config.adapter, partial, events)
    files = [{"name": file.name, "digest": file_digest(file), "bytes": file.stat().st_size} for file in sorted(target.iterdir())]
    events.emit("done", format=config.format, precision=None if config.format == "adapter" else config.precision, files=files, seconds=round(time.monotonic() - began, 1))
    return 0


def write(config: ExportConfig, base: Path, result: Path | None, folder: Path, events: EventLog) -> None:
    """Fill the output folder. Raises export_unsupported, adapter_missing and what the writers raise."""
    if config.format == "adapter":
        if result is None:
            raise EngineError("export_unsupported", "A base has no adapter to export.", "Export a tuned version, or the base as safetensors or gguf.")
        for file in result.iterdir():
            shutil.copyfile(file, folder / file.name)
        return

    from attune_engine.gguf_format.model_file import write_model_gguf
    from attune_engine.gguf_format.modelfile import write_modelfile
    from attune_engine.methods.merge import changes_of
    from attune_engine.model.merged_folder import write_merged_folder

    def progress(done: int, total: int) -> None:
        events.emit("progress", phase="weights", done=done, total=total, unit="tensors")

    changes = changes_of(result)
    if config.format == "safetensors":
        write_merged_folder(base, changes, folder, config.precision, progress)
        return
    write_model_gguf(base, changes, folder / "model.gguf", config.precision, progress)
    tokenizer = load_tokenizer(base)
    try:
        text = write_modelfile("model.gguf", tokenizer.template, config.system_prompt, stops_of(tokenizer))
        (folder / "Modelfile").write_text(text, encoding="utf-8")
    except EngineError as error:
        events.emit("warning", code=error.code, text=f"{error.message} {error.remedy}")


def stops_of(tokenizer: ChatTokenizer) -> list[str]:
    return [token for index in tokenizer.end_ids if (token := tokenizer.tokenizer.id_to_token(index))]

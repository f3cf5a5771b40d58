"""A base's identity: the SHA-256 of its weights."""

import hashlib
from pathlib import Path

from attune_engine.durable import file_digest
from attune_engine.errors import EngineError
from attune_engine.model.shape import weight_files


def base_digest(folder: Path) -> str:
    """The digest of the one weights file, or of the list of shards' digests and names."""
    files = weight_files(folder)
    if len(files) == 1:
        return file_digest(files[0])
    return hashlib.sha256("".join(f"{file_digest(path)}  {path.name}\n" for path in files).encode()).hexdigest()


def check_digest(folder: Path, expected: str | None) -> str:
    """The digest, if it is the expected one. Raises base_changed."""
    found = base_digest(folder)
    if expected not in (None, found):
        raise EngineError("base_changed", f"The weights in {folder.name} have digest {found[:12]}…, the run asks for {expected[:12]}….", "Import the base again, or start a new run on the one that is there.")
    return found

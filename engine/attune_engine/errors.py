"""The one error type that people get to see: a stable code, what happened, what to do about it."""

import errno


class EngineError(Exception):
    """A failure with a remedy. `code` never changes its meaning; the server translates it."""

    def __init__(self, code: str, message: str, remedy: str):
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def fields(self) -> dict[str, str]:
        """The error as fields of a `failed` event."""
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


def as_engine_error(error: BaseException) -> EngineError:
    """Name what the operating system or a library raised."""
    if isinstance(error, EngineError):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError("disk_full", "The disk is full.", "Free some space and start again; whole checkpoints are kept.")
    if isinstance(error, PermissionError):
        return EngineError("permission_denied", str(error), "Give this user access to that path.")
    if isinstance(error, MemoryError) or "can't allocate memory" in str(error) or "out of memory" in str(error):
        return EngineError("out_of_memory", "There was not enough memory.", "Lower batch_rows or max_tokens_per_row, or choose a smaller base.")
    return EngineError("internal", f"{type(error).__name__}: {error}", "This is a fault in the engine; its log has the trace.")

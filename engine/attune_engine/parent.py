"""Work that nobody waits for any more ends with whom it was for."""

import os
import threading
import time


def end_with_parent(parent: int) -> None:
    """Leave this process soon after the one that started it is gone, however it went; at once where it is gone already."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

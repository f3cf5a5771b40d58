"""Forget packages of which an interrupted pip left only a part, so that the next pip installs them whole.

pip takes a package for installed as soon as its metadata lies there. Whole is what has a RECORD whose files all exist
with the size it gives. Prints the names of what was forgotten.
"""

import csv
import shutil
import sysconfig
from pathlib import Path

SITE = Path(sysconfig.get_paths()["purelib"])


def is_whole(info: Path) -> bool:
    record = info / "RECORD"
    if not record.is_file():
        return False
    with record.open(newline="", encoding="utf-8") as lines:
        return all(has_size(SITE / name, size) for name, _, size in csv.reader(lines) if not name.endswith(".pyc"))


def has_size(file: Path, size: str) -> bool:
    return file.is_file() and (size == "" or file.stat().st_size == int(size))


def main() -> None:
    for half_removed in SITE.glob("~*"):
        shutil.rmtree(half_removed, ignore_errors=True)
    for info in SITE.glob("*.dist-info"):
        if not is_whole(info):
            print(info.name)
            shutil.rmtree(info)


if __name__ == "__main__":
    main()

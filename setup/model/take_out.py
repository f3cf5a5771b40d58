"""take_out.py ARCHIVE MEMBER FILE: write one member of a zip archive to FILE and print its SHA-256, with progress."""

import hashlib
import sys
import zipfile

PIECE_BYTES = 4 << 20


def main(archive: str, member: str, file: str) -> None:
    digest = hashlib.sha256()
    with zipfile.ZipFile(archive) as wheel, wheel.open(member) as source, open(file, "wb") as target:
        total = wheel.getinfo(member).file_size
        while piece := source.read(PIECE_BYTES):
            target.write(piece)
            digest.update(piece)
            print("bytes", target.tell(), total)
    print("sha256", digest.hexdigest())


if __name__ == "__main__":
    main(*sys.argv[1:])

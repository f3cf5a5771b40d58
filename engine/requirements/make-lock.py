"""Write lock.txt: everything the engine needs besides torch, by exact version and hash, for Python 3.10 to 3.13.

    python make-lock.py PYTHON3.10 PYTHON3.11 PYTHON3.12 PYTHON3.13

Each interpreter resolves runtime.in with its own pip, the oldest first, and keeps what the earlier ones chose, so
that one version serves all, except where runtime.in itself asks for different ones. The hashes are those of every
wheel of that version, whatever the platform.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pip._internal.commands import create_command
from pip._internal.index.collector import parse_links
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename

Version = tuple[int, int]
HERE = Path(__file__).parent
TORCH = "2.13.0"
TORCH_NEEDS = ("filelock", "typing-extensions", "setuptools>=77.0.3", "sympy>=1.13.3", "networkx", "jinja2", "fsspec")


def write_stand_in(folder: Path) -> None:
    """A wheel named torch with torch's pure dependencies, so that no resolver fetches gigabytes."""
    info = f"torch-{TORCH}+stand.in.dist-info"
    needs = "".join(f"Requires-Dist: {need}\n" for need in TORCH_NEEDS)
    with zipfile.ZipFile(folder / f"torch-{TORCH}+stand.in-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: torch\nVersion: {TORCH}+stand.in\n{needs}")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def resolve(python: str, folder: Path, pins: dict[str, str]) -> dict[str, str]:
    """Names and versions that `python` would install, torch left out."""
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()))
    report = folder / "report.json"
    command = [python, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--only-binary=:all:"]
    command += ["--find-links", str(folder), "-c", str(constraints), "-r", str(HERE / "runtime.in"), f"torch=={TORCH}"]
    subprocess.run([*command, "--report", str(report)], check=True)
    chosen = {item["metadata"]["name"]: item["metadata"]["version"] for item in json.loads(report.read_text())["install"]}
    return {canonicalize_name(name): version for name, version in chosen.items() if canonicalize_name(name) != "torch"}


def wheel_hashes(name: str, version: str) -> list[str]:
    """SHA-256 of every wheel of one version, from the configured package index."""
    command = create_command("download")
    options, _ = command.parse_args([])
    hashes = set()
    with command.main_context():
        collector = command._build_package_finder(options, command.get_default_session(options))._link_collector
        for source in collector.collect_sources(name, candidates_from_page=lambda page: []).index_urls:
            page = collector.fetch_response(source.link) if source and source.link else None
            for link in parse_links(page) if page else []:
                if link.filename.endswith(".whl") and link.hash and str(parse_wheel_filename(link.filename)[1]) == version:
                    hashes.add(link.hash)
    if not hashes:
        raise SystemExit(f"{name}=={version}: the index lists no wheel with a hash")
    return sorted(hashes)


def python_version(python: str) -> Version:
    code = "import sys; print(*sys.version_info[:2])"
    major, minor = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    return int(major), int(minor)


def marker(used_by: list[Version], every: list[Version]) -> str:
    """The environment marker that holds on `used_by` and on no other of `every`."""
    if used_by == every:
        return ""
    older = used_by[0] == every[0]
    edge = used_by[-1] if older else used_by[0]
    return f' ; python_version {"<=" if older else ">="} "{edge[0]}.{edge[1]}"'


def main(pythons: list[str]) -> None:
    versions = sorted((python_version(python), python) for python in pythons)
    own = {canonicalize_name(line.split("=")[0].split(";")[0].strip()) for line in (HERE / "runtime.in").open()}
    pins: dict[str, str] = {}
    used_by: dict[tuple[str, str], list[Version]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        write_stand_in(Path(temporary))
        for version, python in versions:
            print("resolving for", python, file=sys.stderr)
            chosen = resolve(python, Path(temporary), pins)
            pins.update((name, value) for name, value in chosen.items() if name not in own)
            for item in chosen.items():
                used_by.setdefault(item, []).append(version)
    lines = ["# Written by make-lock.py from runtime.in; install torch.txt first, then this with --require-hashes --no-deps."]
    for (name, version), users in sorted(used_by.items()):
        hashes = "".join(f" \\\n    --hash=sha256:{value}" for value in wheel_hashes(name, version))
        lines.append(f"{name}=={version}{marker(users, [each for each, _ in versions])}{hashes}")
    (HERE / "lock.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

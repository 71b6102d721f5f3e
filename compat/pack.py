"""What pack.sh does to packages: makes a fresh one deterministic, and compares it with, or puts it into, the feed.

`dotnet pack` stamps files with the time, names one of them by chance and numbers relationships by chance; nothing of
that means anything to NuGet. Another SDK's compiler gives other bytes for the same source, so each package also carries
a digest of its source and the SDK that packed it.
"""

import datetime
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

EPOCH = datetime.date(2000, 1, 1)
RECORD = "compat.json"
CORE_PROPERTIES = "package/services/metadata/core-properties/core.psmdcp"


def digest(project: Path) -> str:
    """Of every file of the project's folder that is not built."""
    result = hashlib.sha256()
    for path in sorted(project.rglob("*"), key=lambda p: p.relative_to(project).as_posix()):
        name = path.relative_to(project)
        if path.is_file() and name.parts[0] not in ("bin", "obj"):
            content = path.read_bytes()
            result.update(f"{name.as_posix()}\0{len(content)}\0".encode() + content)
    return result.hexdigest()


def stamp(package: Path) -> tuple:
    """Another day for each version: an incremental build takes a file of the same time and size for the same file."""
    fourth = int(re.search(r"\.(\d+)\.nupkg$", package.name)[1])
    day = EPOCH + datetime.timedelta(days=100 - fourth)
    return (day.year, day.month, day.day, 0, 0, 0)


def normalised(package: Path, record: dict) -> bytes:
    entries = {}
    for name, content in contents(package).items():
        if name.endswith(".psmdcp"):
            name = CORE_PROPERTIES
        elif name == "_rels/.rels":
            content = relationships(content.decode("utf-8-sig"))
        entries[name] = content
    entries[RECORD] = (json.dumps(record, indent=2, sort_keys=True) + "\n").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as result:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, stamp(package))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            result.writestr(info, entries[name])
    return target.getvalue()


def relationships(text: str) -> bytes:
    text = re.sub(r"/package/services/metadata/core-properties/[^\"]+\.psmdcp", "/" + CORE_PROPERTIES, text)
    numbers = iter(range(1, 1000))
    return re.sub(r'Id="[^"]*"', lambda _: f'Id="R{next(numbers)}"', text).encode()


def contents(package) -> dict:
    with zipfile.ZipFile(package) as source:
        return {info.filename: source.read(info) for info in source.infolist()}


def record_of(package: Path) -> dict:
    return json.loads(contents(package).get(RECORD, b"{}"))


def fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def one(mode: str, project: Path, fresh: Path, feed: Path) -> int:
    sdk = subprocess.run(["dotnet", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    record = {"sdk": sdk, "source": digest(project)}
    committed = feed / fresh.name
    made = normalised(fresh, record)
    if not committed.exists():
        if mode == "--check":
            return fail(f"{fresh.name}: not in the feed; run compat/pack.sh")
        committed.write_bytes(made)
        print(f"{fresh.name}: written")
        return 0

    recorded = record_of(committed)
    if recorded.get("source") != record["source"]:
        # A cache that has seen this version goes on giving out what it had, and one that has seen a lower version
        # prefers that: only a still lower one reaches everybody.
        return fail(f"{fresh.name}: its source has changed since it was packed; lower the fourth part of its version")
    if recorded["sdk"] != sdk:
        print(f"{fresh.name}: same source; packed by SDK {recorded['sdk']}, whose bytes are not compared with {sdk}'s")
        return 0
    # Entry by entry: how well they are squeezed is zlib's affair.
    old, new = contents(committed), contents(io.BytesIO(made))
    different = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if different:
        return fail(f"{fresh.name}: packs differently now, in {', '.join(different)}; lower the fourth part of its version")
    print(f"{fresh.name}: same")
    return 0


def sweep(mode: str, feed: Path, expected: list[str]) -> int:
    """NuGet takes the lowest version that fits: an old one beside the new one would win for ever."""
    status = 0
    for package in sorted(feed.glob("*.nupkg")):
        if package.name in expected:
            continue
        if mode == "--check":
            status = fail(f"{package.name}: no project packs this; run compat/pack.sh")
        else:
            package.unlink()
            print(f"{package.name}: removed")
    return status


def stale(root: Path) -> int:
    """Without building anything: is every package in the feed made from the source that lies beside it?"""
    status = 0
    seen = set()
    for package in sorted((root / "feed").glob("*.nupkg")):
        project = root / re.sub(r"(\.\d+){4}\.nupkg$", "", package.name)
        seen.add(project.name)
        if not project.is_dir() or record_of(package).get("source") != digest(project):
            status = fail(f"{package.name}: not packed from the source in {project}; run compat/pack.sh")
    for project in sorted(root.glob("*/*.csproj")):
        if project.parent.name not in seen and "<IsPackable>false" not in project.read_text():
            status = fail(f"{project}: no package in the feed; run compat/pack.sh")
    return status


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "one":
        sys.exit(one(arguments[0], *map(Path, arguments[1:])))
    elif command == "sweep":
        sys.exit(sweep(arguments[0], Path(arguments[1]), arguments[2:]))
    elif command == "stale":
        sys.exit(stale(Path(arguments[0])))
    sys.exit(f"unknown command {command}")

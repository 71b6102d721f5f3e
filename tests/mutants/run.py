#!/usr/bin/env python3
"""run.py [NAME...]: every patch beside this file breaks the suite in one way; the test that it names must notice.

A patch begins with one line that says what it breaks, then `Project:` and `Test:`, the folder and the name of the test,
and `Because:`, words of what the test then says: of its message, or of the line that did not hold. A test that is red
for another reason, such as a server that did not start, has not noticed, and neither has one that does not end.
All of it happens in a copy of the working tree under .data/mutants, which is kept, so that the next run builds less.
The named tests run on the unbroken copy first: a test that is red anyway notices nothing. The last line is
`N passed, N failed`.
"""
import collections
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = pathlib.Path(os.environ.get("AUTOMATION_DATA", ROOT / ".data")).resolve()
COPY = DATA / "mutants"
TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
# A mutant may make a test wait for ever. The longest of the named tests takes a minute on a busy machine.
PATIENCE_SECONDS = 420


class Mutant:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        fields = {}
        with open(path, encoding="utf-8") as file:
            self.summary = file.readline().strip()
            for line in file:
                if line.startswith("diff "):
                    break
                key, colon, value = line.partition(":")
                if colon:
                    fields[key] = value.strip()
        missing = [key for key in ("Project", "Test", "Because") if not fields.get(key)]
        if missing:
            sys.exit(f"{path}: the lines before the first diff must say {' and '.join(missing)}")
        self.project, self.test, self.because = fields["Project"], fields["Test"], fields["Because"]


Result = collections.namedtuple("Result", "name outcome message")


def copy_tree():
    """Copies what changed only, so that the build has little to do."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True)
    wanted = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    COPY.mkdir(parents=True, exist_ok=True)
    # A repository of its own: `git apply` inside another one would look at that one's paths.
    subprocess.run(["git", "init", "--quiet"], cwd=COPY, check=True)
    note = COPY / ".git" / "copied"
    for name in set(note.read_text(encoding="utf-8").split("\0") if note.exists() else []) - wanted:
        (COPY / name).unlink(missing_ok=True)
    for name in wanted:
        source, target = ROOT / name, COPY / name
        if not target.exists() or source.read_bytes() != target.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        shutil.copymode(source, target)
    note.write_text("\0".join(sorted(wanted)), encoding="utf-8")


def dotnet(log, *arguments, patience=None):
    process = subprocess.Popen(
        ["dotnet", *arguments], cwd=COPY, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "AUTOMATION_DATA": str(DATA)})
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            # The test host's own children end with it.
            os.killpg(process.pid, 9)
            process.wait()


def build(log, project):
    return dotnet(
        log, "build", project, "--configuration", "Release", "--nologo", "--verbosity", "quiet", "-nodeReuse:false",
        # No build server stays behind.
        "-property:UseSharedCompilation=false") == 0


def outcomes(log, project, tests):
    """What became of the tests; None when the run took too long."""
    results = COPY / "TestResults"
    shutil.rmtree(results, ignore_errors=True)
    code = dotnet(
        log, "test", project, "--configuration", "Release", "--no-build", "--nologo", "--logger", "trx",
        "--results-directory", str(results), "--filter", "|".join(f"FullyQualifiedName~{test}" for test in tests),
        patience=PATIENCE_SECONDS * len(tests))
    if code is None:
        return None
    return [
        Result(result.get("testName"), result.get("outcome"), reason(result))
        for file in results.glob("*.trx")
        for result in xml.etree.ElementTree.parse(file).iter(f"{TRX}UnitTestResult")]


def reason(result):
    """What a failed test says, and which lines of the tests did not hold: `Equal() Failure` alone tells nobody why."""
    error = result.find(f"{TRX}Output/{TRX}ErrorInfo")
    if error is None:
        return ""
    parts = [" ".join((error.findtext(f"{TRX}Message") or "").split())]
    frames = {}
    for method, file, number in re.findall(r"at (\S+)\(.* in (.+):line (\d+)", error.findtext(f"{TRX}StackTrace") or ""):
        path = pathlib.Path(file)
        # What all tests share waits for something; the test says for what.
        if COPY / "tests" in path.parents and COPY / "tests" / "Automation.Testing" not in path.parents:
            frames.setdefault(method, (path, int(number)))
    # Where it was thrown, and the line of the test that led there.
    for path, number in list(frames.values())[:1] + list(frames.values())[1:][-1:]:
        line = path.read_text(encoding="utf-8").splitlines()[number - 1].strip()
        parts.append(f"{path.stem}:{number}: {line}")
    return " | ".join(parts)


def shortened(text, words=""):
    """The beginning and the end, or what is around some words."""
    first, length = 120, 300
    if len(text) <= length:
        return text
    at = text.find(words) if words else -1
    begin = max(first, at - 40) if at >= 0 else len(text) - (length - first)
    end = max(at + len(words), begin + length - first)
    return text[:first] + (" … " if begin > first else "") + text[begin:end] + (" …" if end < len(text) else "")


def unbroken_failures(mutants, log):
    """What is wrong with the named tests while nothing is broken."""
    failures = {}
    for project in sorted({mutant.project for mutant in mutants}):
        tests = sorted({mutant.test for mutant in mutants if mutant.project == project})
        print(f"unbroken: {project}: {len(tests)} tests", flush=True)
        if not build(log, project):
            failures.update({(project, test): "does not build without it" for test in tests})
            continue
        ran = outcomes(log, project, tests)
        for test in tests:
            own = [result for result in ran or [] if f".{test}" in result.name]
            red = [result.message for result in own if result.outcome != "Passed"]
            if red or not own:
                failures[project, test] = f"is red without it: {shortened(red[0])}" if red else "was not found"
    return failures


def try_mutant(mutant, log):
    """Returns whether the mutant was noticed, and how it went."""
    apply = ["git", "apply", "--whitespace=nowarn"]
    applied = subprocess.run([*apply, str(mutant.path)], cwd=COPY, capture_output=True, text=True)
    if applied.returncode:
        return False, f"does not apply: {applied.stderr.strip()}"
    try:
        if not build(log, mutant.project):
            return False, "does not build"
        ran = outcomes(log, mutant.project, [mutant.test])
    finally:
        subprocess.run([*apply, "--reverse", str(mutant.path)], cwd=COPY, check=True)
    if ran is None:
        return False, "the test did not come to an end"
    red = [result.message for result in ran if result.outcome == "Failed"]
    log.write("".join(f"red: {message}\n" for message in red).encode())
    right = [message for message in red if mutant.because in message]
    if right:
        return True, shortened(right[0], mutant.because)
    if red:
        return False, f"red for another reason: {shortened(red[0])}"
    return False, "nobody noticed" if ran else "no test was run"


def main(names):
    mutants = [Mutant(path) for path in sorted(HERE.glob("*.patch")) if not names or path.stem in names]
    if not mutants:
        sys.exit(f"no such mutant; there are: {', '.join(sorted(path.stem for path in HERE.glob('*.patch')))}")
    copy_tree()
    failed = 0
    log_path = DATA / "mutants.log"
    with open(log_path, "wb") as log:
        unbroken = unbroken_failures(mutants, log)
        for number, mutant in enumerate(mutants, 1):
            began = time.monotonic()
            if problem := unbroken.get((mutant.project, mutant.test)):
                noticed, how = False, f"{mutant.test} {problem}"
            else:
                log.write(f"\n=== {mutant.name}\n".encode())
                log.flush()
                noticed, how = try_mutant(mutant, log)
            failed += not noticed
            print(f"{number}/{len(mutants)} {'caught' if noticed else 'SURVIVED'} {mutant.name} ({mutant.test}): "
                  f"{how}, {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"what was printed is in {log_path}")
    print(f"{len(mutants) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    # An exit that ends what was started.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    sys.exit(main(sys.argv[1:]))

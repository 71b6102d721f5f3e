#!/usr/bin/env python3
"""run.py [--jobs N] [NAME...]: every patch beside this file breaks the suite in one way; the test that it names must notice.

A patch begins with one line that says what it breaks, then `Project:` and `Test:`, the folder and the name of the test,
and `Because:`, words of what the test then says: of its message, or of the line that did not hold. A test that is red
for another reason, such as a server that did not start, has not noticed, and neither has one that does not end.
All of it happens in copies of the working tree, one for each of N jobs side by side (2 where nothing is said), under
.data/mutants, which are kept, so that the next run builds less. The named tests run on an unbroken copy first: a test
that is red anyway notices nothing. What goes wrong while something else runs is tried once more alone, for a busy machine
makes a test red for reasons of its own. The last line is `N passed, N failed`.
"""
import argparse
import concurrent.futures
import os
import pathlib
import queue
import signal
import subprocess
import sys
import time

from copies import Copy, end_all

HERE = pathlib.Path(__file__).resolve().parent


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


def say(line):
    # In one piece: the jobs print side by side.
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def shortened(text, words=""):
    """The beginning and the end, or what is around some words."""
    first, length = 120, 300
    if len(text) <= length:
        return text
    at = text.find(words) if words else -1
    begin = max(first, at - 40) if at >= 0 else len(text) - (length - first)
    end = max(at + len(words), begin + length - first)
    return text[:first] + (" … " if begin > first else "") + text[begin:end] + (" …" if end < len(text) else "")


def unbroken_failures(copy, project, tests):
    """What is wrong with the named tests of a project while nothing is broken, by (project, test)."""
    say(f"unbroken: {project}: {len(tests)} tests")
    copy.write(f"\n=== unbroken: {project}\n")
    if not copy.build(project):
        return {(project, test): "does not build without it" for test in tests}
    failures = {}
    ran = copy.outcomes(project, tests)
    for test in tests:
        own = [result for result in ran or [] if f".{test}" in result.name]
        red = [result.message for result in own if result.outcome != "Passed"]
        if red or not own:
            failures[project, test] = f"is red without it: {shortened(red[0])}" if red else "was not found"
    return failures


def try_mutant(copy, mutant):
    """Returns whether the mutant was noticed, and how it went."""
    copy.write(f"\n=== {mutant.name}\n")
    apply = ["git", "apply", "--whitespace=nowarn"]
    applied = subprocess.run([*apply, str(mutant.path)], cwd=copy.folder, capture_output=True, text=True)
    if applied.returncode:
        return False, f"does not apply: {applied.stderr.strip()}"
    try:
        if not copy.build(mutant.project):
            return False, "does not build"
        ran = copy.outcomes(mutant.project, [mutant.test])
    finally:
        subprocess.run([*apply, "--reverse", str(mutant.path)], cwd=copy.folder, check=True)
    if ran is None:
        return False, "the test did not come to an end"
    red = [result.message for result in ran if result.outcome == "Failed"]
    copy.write("".join(f"red: {message}\n" for message in red))
    right = [message for message in red if mutant.because in message]
    if right:
        return True, shortened(right[0], mutant.because)
    if red:
        return False, f"red for another reason: {shortened(red[0])}"
    return False, "nobody noticed" if ran else "no test was run"


def side_by_side(copies, work, items, is_fine):
    """work(copy, item) for every item, each copy at one thing at a time; what is not fine then once more, alone."""
    free = queue.SimpleQueue()
    for copy in copies:
        free.put(copy)

    def with_copy(item):
        copy = free.get()
        try:
            return work(copy, item)
        finally:
            free.put(copy)

    with concurrent.futures.ThreadPoolExecutor(len(copies)) as pool:
        done = dict(zip(items, pool.map(with_copy, items)))
    if len(copies) > 1:
        for item in [item for item in items if not is_fine(done[item])]:
            say(f"once more, alone: {item}")
            done[item] = work(copies[0], item)
    return done


def main(jobs, names):
    mutants = {path.stem: Mutant(path) for path in sorted(HERE.glob("*.patch")) if not names or path.stem in names}
    if not mutants:
        sys.exit(f"no such mutant; there are: {', '.join(sorted(path.stem for path in HERE.glob('*.patch')))}")
    copies = [Copy(number) for number in range(1, min(jobs, len(mutants)) + 1)]
    tests = {}
    for mutant in mutants.values():
        tests.setdefault(mutant.project, set()).add(mutant.test)
    found = side_by_side(
        copies, lambda copy, project: unbroken_failures(copy, project, sorted(tests[project])), list(tests), lambda failures: not failures)
    unbroken = {test: problem for failures in found.values() for test, problem in failures.items()}

    def attempt(copy, name):
        mutant, began = mutants[name], time.monotonic()
        if problem := unbroken.get((mutant.project, mutant.test)):
            noticed, how = False, f"{mutant.test} {problem}"
        else:
            noticed, how = try_mutant(copy, mutant)
        say(f"{'caught' if noticed else 'SURVIVED'} {name} ({mutant.test}): {how}, {time.monotonic() - began:.0f} s")
        return noticed

    # Those of a project together: the next build has little to do.
    order = sorted(mutants, key=lambda name: (mutants[name].project, name))
    noticed = side_by_side(copies, attempt, order, bool)
    failed = sum(not caught for caught in noticed.values())
    if failed:
        print(f"what was printed is in {', '.join(str(copy.log_path) for copy in copies)}")
    print(f"{len(mutants) - failed} passed, {failed} failed")
    return 1 if failed else 0


def stop(number, _):
    """Ends what was started. A patch that is left in a copy is gone with the next run's update."""
    end_all()
    sys.stdout.flush()
    os._exit(128 + number)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    parser = argparse.ArgumentParser(usage="./test.sh --mutants [--jobs N] [NAME...]")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many run side by side")
    parser.add_argument("names", nargs="*", metavar="NAME", help="file names of tests/mutants without .patch; all without any")
    given = parser.parse_args()
    if given.jobs < 1:
        parser.error("--jobs must be 1 or more")
    sys.exit(main(given.jobs, given.names))

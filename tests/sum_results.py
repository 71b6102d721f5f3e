"""Sums the .trx files of a run of test.sh; the last line printed is `N passed, N failed`.

sum_results.py FOLDER [--some]   the sum. --some: a filter was given, so that a project may have nothing to run
sum_results.py --again FOLDER    what test.sh runs once more: a line `RUN FILTER` for each run that needs it

FOLDER/first/NAME.trx are the results of a run, NAME.code its exit code, empty when it did not come to its end: a test
host that died wrote no result, which must not look like success. FOLDER/again has those of the second runs. A fast test
is never run again, and nothing is when so much failed that something is broken.
A skipped test counts as failed, unless its reason names ../shared: what lies beside a clone need not be there.
"""

import collections
import datetime
import os
import pathlib
import sys
import xml.etree.ElementTree

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
FLAKY = pathlib.Path(__file__).resolve().parent / "FLAKY.md"
FAST = "fast"
# More of them are no coincidence.
MOST_AGAIN = 10

# name: as shown, with the arguments of a theory. test: Namespace.Class.Method. seconds: how long it took.
Result = collections.namedtuple("Result", "name test outcome message seconds")


class Run:
    """One `dotnet test`: its exit code, None when it did not end, and its results, None when it wrote none."""

    def __init__(self, code_file):
        self.name = code_file.stem
        code = code_file.read_text(encoding="utf-8").strip()
        self.code = int(code) if code else None
        trx = code_file.with_suffix(".trx")
        self.results = None
        self.broke_off = ""
        if trx.exists():
            root = xml.etree.ElementTree.parse(trx).getroot()
            self.results = list(results(root))
            self.broke_off = broke_off(root)

    def failed(self):
        return [result for result in self.results or [] if result.outcome != "Passed" and not excused(result)]

    def complaint(self, may_be_empty):
        """What is wrong with the run itself, apart from its tests."""
        if self.code is None:
            return "did not come to its end"
        if self.broke_off:
            return self.broke_off
        if self.results is None and not (may_be_empty and self.code == 0):
            return f"wrote no result and ended with code {self.code}"
        if self.code != 0 and not self.failed():
            return f"ended with code {self.code} without naming a failed test"
        return ""


def results(root):
    methods = {}
    for test in root.iter(f"{TRX}UnitTest"):
        method = test.find(f"{TRX}TestMethod")
        methods[test.get("id")] = f"{method.get('className')}.{method.get('name').partition('(')[0].rpartition('.')[2]}"
    for result in root.iter(f"{TRX}UnitTestResult"):
        message = result.findtext(f"{TRX}Output/{TRX}ErrorInfo/{TRX}Message") or ""
        hours, minutes, seconds = (result.get("duration") or "0:0:0").split(":")
        yield Result(
            result.get("testName"), methods.get(result.get("testId"), result.get("testName")), result.get("outcome"),
            message.strip(), int(hours) * 3600 + int(minutes) * 60 + float(seconds))


def broke_off(root):
    """A test host that died, or a fixture that failed at its end, is told beside the results."""
    for info in root.iter(f"{TRX}RunInfo"):
        text = (info.findtext(f"{TRX}Text") or "").strip()
        if "run was aborted" in text or "Cleanup Failure" in text or "Catastrophic failure" in text:
            return shortened(text)
    return ""


def runs(folder):
    return [Run(file) for file in sorted(pathlib.Path(folder).glob("*.code"))]


def excused(result):
    return result.outcome == "NotExecuted" and "../shared" in result.message


def shortened(message, first=5, last=15):
    """The beginning says what failed; where it is followed by a log, the end of that says why."""
    lines = message.splitlines()
    if len(lines) > first + last:
        lines[first:-last] = [f"... {len(lines) - first - last} lines more, in the .trx file ..."]
    return "\n    ".join(lines)


def again(folder):
    """What is run once more, as {run: tests}. A skipped test would be skipped again."""
    wanted = {}
    for run in runs(folder / "first"):
        tests = sorted({result.test for result in run.failed() if result.outcome != "NotExecuted"})
        if run.name != FAST and tests:
            wanted[run.name] = tests
    return wanted if sum(map(len, wanted.values())) <= MOST_AGAIN else {}


def print_again(folder):
    for project, tests in again(folder).items():
        print(project, "|".join(f"FullyQualifiedName={test}" for test in tests))


def flaky(run, second):
    """Those that failed and passed when they were run once more."""
    if second is None or second.complaint(may_be_empty=False):
        return []
    passed = {result.name for result in second.results if result.outcome == "Passed"}
    return [result for result in run.failed() if result.name in passed]


def note(found, today):
    """Appends to FLAKY.md; what is printed alone in a build of which nothing is kept."""
    with open(FLAKY, "a", encoding="utf-8") as file:
        for result in found:
            words = " ".join(result.message.split()).replace("|", "\\|")
            file.write(f"| {today} | {result.test} | {words[:300]} |\n")


def main(folder, some):
    second = {run.name: run for run in runs(folder / "again")}
    passed, failed, skipped, by_chance, slow = 0, [], [], [], []
    for run in runs(folder / "first"):
        passed_later = flaky(run, second.get(run.name))
        by_chance += passed_later
        passed += sum(result.outcome == "Passed" for result in run.results or []) + len(passed_later)
        skipped += [f"not run: {result.name}: {result.message}" for result in run.results or [] if excused(result)]
        failed += [f"{result.outcome}: {result.name}: {shortened(result.message)}" for result in run.failed() if result not in passed_later]
        if complaint := run.complaint(may_be_empty=some):
            failed.append(f"the test run {run.name} {complaint}")
        slow += run.results or []
    if passed == 0 and not failed:
        failed.append("no test was run")
    if by_chance and os.environ.get("CI") != "true":
        note(by_chance, datetime.date.today().isoformat())
    print("The slowest:")
    for result in sorted(slow, key=lambda result: -result.seconds)[:10]:
        print(f"{result.seconds:7.1f} s  {result.name}")
    for line in skipped + [f"flaky: {result.name}: {shortened(result.message)}" for result in by_chance] + failed:
        print(line)
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1] == "--again":
        print_again(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(main(pathlib.Path(sys.argv[1]), "--some" in sys.argv[2:]))

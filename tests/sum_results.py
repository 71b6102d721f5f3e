"""sum_results.py FOLDER EXIT_CODE FILES: sums the .trx files of a test run; the last line printed is `N passed, N failed`.

A skipped test counts as failed, unless its reason names ../shared: what lies beside a clone need not be there.
EXIT_CODE is that of the run: a test host that died wrote no result, which must not look like success. Nor must a run that
was ended from outside, whose code is 0: there are at least FILES results, one for each test project.
"""

import pathlib
import sys
import xml.etree.ElementTree

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"


def results(folder):
    for file in sorted(pathlib.Path(folder).rglob("*.trx")):
        for result in xml.etree.ElementTree.parse(file).iter(f"{TRX}UnitTestResult"):
            message = result.findtext(f"{TRX}Output/{TRX}ErrorInfo/{TRX}Message") or ""
            yield result.get("testName"), result.get("outcome"), message.strip()


def shortened(message, first=5, last=15):
    """The beginning says what failed; where it is followed by a log, the end of that says why."""
    lines = message.splitlines()
    if len(lines) > first + last:
        lines[first:-last] = [f"... {len(lines) - first - last} lines more, in the .trx file ..."]
    return "\n    ".join(lines)


def main(folder, exit_code, files):
    passed, failed, excused = 0, [], []
    for name, outcome, message in results(folder):
        if outcome == "Passed":
            passed += 1
        elif outcome == "NotExecuted" and "../shared" in message:
            excused.append(f"not run: {name}: {message}")
        else:
            failed.append(f"{outcome}: {name}: {shortened(message)}")
    if exit_code != 0 and not failed:
        failed.append(f"the test run ended with code {exit_code} without naming a failed test")
    written = len(list(pathlib.Path(folder).rglob("*.trx")))
    if written < files and not failed:
        failed.append(f"{files - written} of {files} test projects wrote no result: the run did not come to its end")
    if passed == 0 and not failed:
        failed.append("no test was run")
    for line in excused + failed:
        print(line)
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))

"""What sum_results.py makes of made-up results."""

import contextlib
import io
import os
import pathlib
import tempfile
import unittest
from unittest import mock
from xml.sax.saxutils import quoteattr

import sum_results

NAMESPACE = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010"
STACK = "Automation.Some.Tests"


class Summing(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.notes = self.folder / "FLAKY.md"
        for replaced in mock.patch.object(sum_results, "FLAKY", self.notes), mock.patch.dict(os.environ, {"CI": ""}):
            replaced.start()
            self.addCleanup(replaced.stop)
        (self.folder / "first").mkdir()
        (self.folder / "again").mkdir()

    def run_of(self, stage, name, *results, code=None, info=""):
        """One result is (name, outcome[, message[, duration]]); the code is what `dotnet test` gives unless it is said."""
        tests, rows = [], []
        for number, (shown, outcome, *more) in enumerate(results):
            message, duration = (*more, "", "")[:2]
            method = shown.partition("(")[0]
            tests.append(f'<UnitTest id="{number}"><TestMethod className="{method.rpartition(".")[0]}" name="{method.rpartition(".")[2]}"/></UnitTest>')
            rows.append(f'<UnitTestResult testId="{number}" testName={quoteattr(shown)} outcome="{outcome}" duration="{duration or "00:00:01.5"}">'
                        f"<Output><ErrorInfo><Message>{message}</Message></ErrorInfo></Output></UnitTestResult>")
        infos = f"<RunInfo outcome='Error'><Text>{info}</Text></RunInfo>" if info else ""
        (self.folder / stage / f"{name}.trx").write_text(
            f'<TestRun xmlns="{NAMESPACE}">{"".join(tests)}{"".join(rows)}{infos}</TestRun>', encoding="utf-8")
        if code is None:
            code = 1 if any(outcome == "Failed" for _, outcome, *_ in results) else 0
        self.ended(stage, name, code)

    def ended(self, stage, name, code):
        (self.folder / stage / f"{name}.code").write_text(str(code), encoding="utf-8")

    def sum(self, some=False):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = sum_results.main(self.folder, some)
        return code, printed.getvalue().splitlines()

    def again(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            sum_results.print_again(self.folder)
        return printed.getvalue().splitlines()

    def test_all_green(self):
        self.run_of("first", "fast", ("A.B.C", "Passed"), ("A.B.D(x: 1)", "Passed"))
        self.run_of("first", STACK, ("S.T.U", "Passed"))

        code, lines = self.sum()

        self.assertEqual((0, "3 passed, 0 failed"), (code, lines[-1]))
        self.assertEqual([], self.again())

    def test_a_fast_test_is_never_run_again(self):
        self.run_of("first", "fast", ("A.B.C", "Failed", "not equal"))

        self.assertEqual([], self.again())
        self.assertEqual((1, "0 passed, 1 failed"), self.outcome())

    def test_a_fast_test_stays_red_whatever_lies_beside_it(self):
        self.run_of("first", "fast", ("A.B.C", "Failed"), ("A.B.D", "Passed"))
        self.run_of("again", STACK, ("A.B.C", "Passed"))

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_a_test_of_servers_is_run_again_by_its_whole_name_and_once_for_all_rows(self):
        self.run_of("first", STACK, ('S.T.U(x: "a, (b)")', "Failed"), ("S.T.U(x: 2)", "Failed"), ("S.T.V", "Failed"), ("S.T.W", "Passed"))

        self.assertEqual([f"{STACK} FullyQualifiedName=S.T.U|FullyQualifiedName=S.T.V"], self.again())

    def test_failed_and_then_passed_is_flaky_green_and_noted(self):
        self.run_of("first", STACK, ("S.T.U", "Failed", "too late |\nby 3 s"), ("S.T.V", "Passed"))
        self.run_of("again", STACK, ("S.T.U", "Passed"))

        code, lines = self.sum()

        self.assertEqual((0, "2 passed, 0 failed"), (code, lines[-1]))
        self.assertIn("flaky: S.T.U: too late |", lines)
        self.assertRegex(self.notes.read_text(encoding="utf-8"), r"^\| \d{4}-\d\d-\d\d \| S\.T\.U \| too late \\\| by 3 s \|\n$")

    def test_a_build_server_only_prints_it(self):
        os.environ["CI"] = "true"
        self.run_of("first", STACK, ("S.T.U", "Failed"))
        self.run_of("again", STACK, ("S.T.U", "Passed"))

        code, lines = self.sum()

        self.assertEqual(0, code)
        self.assertTrue(any(line.startswith("flaky: S.T.U") for line in lines))
        self.assertFalse(self.notes.exists())

    def test_failing_twice_is_red(self):
        self.run_of("first", STACK, ("S.T.U", "Failed", "first"), ("S.T.V", "Failed"))
        self.run_of("again", STACK, ("S.T.U", "Failed", "second"), ("S.T.V", "Passed"))

        code, lines = self.sum()

        self.assertEqual((1, "1 passed, 1 failed"), (code, lines[-1]))
        self.assertIn("Failed: S.T.U: first", lines)

    def test_a_second_run_that_did_not_end_excuses_nothing(self):
        self.run_of("first", STACK, ("S.T.U", "Failed"))
        self.run_of("again", STACK, ("S.T.U", "Passed"), code="")

        self.assertEqual((1, "0 passed, 1 failed"), self.outcome())

    def test_many_failures_are_no_coincidence(self):
        self.run_of("first", STACK, *((f"S.T.U{number}", "Failed") for number in range(11)))

        self.assertEqual([], self.again())

    def test_a_host_that_died_is_red_also_beside_a_flaky_test(self):
        self.run_of("first", STACK, ("S.T.U", "Failed"), info="The active test run was aborted. Reason: Test host process crashed")
        self.run_of("again", STACK, ("S.T.U", "Passed"))

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_a_fixture_that_fails_at_its_end_is_red(self):
        self.run_of("first", STACK, ("S.T.U", "Passed"), code=1, info="[xUnit.net 00:00:01.00] [Test Class Cleanup Failure (S.T)]: gone")

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_a_run_that_fails_without_a_failed_test_is_red(self):
        self.run_of("first", STACK, ("S.T.U", "Passed"), code=1)

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_a_run_that_was_ended_from_outside_is_red(self):
        self.run_of("first", "fast", ("A.B.C", "Passed"))
        self.ended("first", STACK, "")

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_a_run_without_results_is_red_unless_a_filter_leaves_it_nothing(self):
        self.run_of("first", "fast", ("A.B.C", "Passed"))
        self.ended("first", STACK, 0)

        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())
        self.assertEqual((0, "1 passed, 0 failed"), self.outcome(some=True))

    def test_nothing_run_is_red(self):
        self.ended("first", STACK, 0)

        self.assertEqual((1, "0 passed, 1 failed"), self.outcome(some=True))

    def test_a_skipped_test_is_red_unless_what_it_needs_lies_beside_the_clone(self):
        self.run_of("first", STACK, ("S.T.U", "NotExecuted", "needs ../shared/data"), ("S.T.V", "NotExecuted", "later"), ("S.T.W", "Passed"))

        self.assertEqual([], self.again())
        self.assertEqual((1, "1 passed, 1 failed"), self.outcome())

    def test_the_ten_slowest_are_printed(self):
        self.run_of("first", STACK, *((f"S.T.U{number}", "Passed", "", f"00:01:{number:02}.5") for number in range(12)))

        slowest = [line.split()[-1] for line in self.sum()[1] if " s  " in line]

        self.assertEqual([f"S.T.U{number}" for number in range(11, 1, -1)], slowest)

    def outcome(self, some=False):
        code, lines = self.sum(some)
        return code, lines[-1]


if __name__ == "__main__":
    unittest.main()

"""Copies of the working tree under .data/mutants, in which a mutant is built and tested."""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("AUTOMATION_DATA", ROOT / ".data")).resolve()
TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
# A mutant may make a test wait for ever. The longest of the named tests takes a minute on a busy machine.
TIMEOUT_SECONDS = 420
# What runs now, so that a signal ends it.
RUNNING = set()

Result = collections.namedtuple("Result", "name outcome message")


class Copy:
    """A copy of the working tree in which one thing happens at a time."""

    def __init__(self, number):
        self.folder = DATA / "mutants" / str(number)
        self.log_path = DATA / "mutants" / f"{number}.log"
        self.update()
        self.log = open(self.log_path, "wb")
        self.restored = set()

    def update(self):
        """Copies what changed only, so that the build has little to do."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True)
        wanted = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
        self.folder.mkdir(parents=True, exist_ok=True)
        # A repository of its own: `git apply` inside another one would look at that one's paths.
        subprocess.run(["git", "init", "--quiet"], cwd=self.folder, check=True)
        note = self.folder / ".git" / "copied"
        for name in set(note.read_text(encoding="utf-8").split("\0") if note.exists() else []) - wanted:
            (self.folder / name).unlink(missing_ok=True)
        for name in wanted:
            source, target = ROOT / name, self.folder / name
            if not target.exists() or source.read_bytes() != target.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            shutil.copymode(source, target)
        note.write_text("\0".join(sorted(wanted)), encoding="utf-8")

    def write(self, text):
        self.log.write(text.encode())
        self.log.flush()

    def dotnet(self, *arguments, timeout=None):
        process = subprocess.Popen(
            ["dotnet", *arguments], cwd=self.folder, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "AUTOMATION_DATA": str(DATA)})
        RUNNING.add(process)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        finally:
            RUNNING.discard(process)
            if process.poll() is None:
                # The test host's own children end with it.
                os.killpg(process.pid, 9)
                process.wait()

    def build(self, project):
        # No build server stays behind. The analyzers have seen what is not broken; a mutant need not please them.
        arguments = ["--configuration", "Release", "--nologo", "--verbosity", "quiet", "-nodeReuse:false",
                     "-property:UseSharedCompilation=false", "-property:RunAnalyzers=false"]
        # A patch changes no package.
        if project in self.restored:
            arguments.append("--no-restore")
        self.restored.add(project)
        return self.dotnet("build", project, *arguments) == 0

    def outcomes(self, project, tests):
        """What became of the tests; None when the run took too long."""
        found = self.folder / "TestResults"
        shutil.rmtree(found, ignore_errors=True)
        code = self.dotnet(
            "test", project, "--configuration", "Release", "--no-build", "--nologo", "--logger", "trx",
            "--results-directory", str(found), "--filter", "|".join(f"FullyQualifiedName~{test}" for test in tests),
            timeout=TIMEOUT_SECONDS * len(tests))
        if code is None:
            return None
        return [
            Result(result.get("testName"), result.get("outcome"), self.reason(result))
            for file in found.glob("*.trx")
            for result in xml.etree.ElementTree.parse(file).iter(f"{TRX}UnitTestResult")]

    def reason(self, result):
        """What a failed test says, and which lines of the tests did not hold: `Equal() Failure` alone tells nobody why."""
        error = result.find(f"{TRX}Output/{TRX}ErrorInfo")
        if error is None:
            return ""
        parts = [" ".join((error.findtext(f"{TRX}Message") or "").split())]
        frames = {}
        for method, file, number in re.findall(r"at (\S+)\(.* in (.+):line (\d+)", error.findtext(f"{TRX}StackTrace") or ""):
            path = pathlib.Path(file)
            # What all tests share waits for something; the test says for what.
            if self.folder / "tests" in path.parents and self.folder / "tests" / "Automation.Testing" not in path.parents:
                frames.setdefault(method, (path, int(number)))
        # Where it was thrown, and the line of the test that led there.
        for path, number in list(frames.values())[:1] + list(frames.values())[1:][-1:]:
            line = path.read_text(encoding="utf-8").splitlines()[number - 1].strip()
            parts.append(f"{path.stem}:{number}: {line}")
        return " | ".join(parts)


def end_all():
    for process in list(RUNNING):
        os.killpg(process.pid, 9)

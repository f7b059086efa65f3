"""The checks for Classroom 50: what is in the folder, and what its script does."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from grader.bundle.classroom50 import classroom50, is_ours
from grader.bundle.wheel import Wheel

WHEEL = Wheel("gradient_grader-1.0-py3-none-any.whl", b"wheel")
SEVERAL = "There is no module_02.ipynb or module_02.py here, but several notebooks:"
NEEDED = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "module-02",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
    "REVIEW_URL": "https://example.org/review",
}
"""What the platform's runner says of a submission."""


def files(*names: str) -> Mapping[str, bytes]:
    """The folder of a course whose notebook is called so."""
    return classroom50(b"{}", WHEEL, ["numpy>=1.26", "seaborn"], names or ("module_02",))


def test_the_folder() -> None:
    """Four files, and what is handed in is as it was given."""
    found = files()
    assert set(found) == {"autograder.py", WHEEL.name, "outline.json", "requirements.txt"}
    assert found[WHEEL.name] == WHEEL.content
    assert found["outline.json"] == b"{}"
    assert found["requirements.txt"] == b"numpy>=1.26\nseaborn\n"
    assert all(map(is_ours, found))
    assert files() == found


@pytest.mark.parametrize("name", ["hw.ipynb", "reference", "numpy-2.0-py3-none-any.whl", ".git"])
def test_what_is_not_of_the_folder(name: str) -> None:
    """Somebody else's files."""
    assert not is_ours(name)


def test_the_script_needs_nothing_but_python() -> None:
    """It runs before anything is installed."""
    tree = ast.parse(files()["autograder.py"])
    nodes = list(ast.walk(tree))
    imported = [a.name for node in nodes if isinstance(node, ast.Import) for a in node.names]
    imported += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("name", ['a"b', "a\\b", "mödule", "a\nb", "\N{GRINNING FACE}"])
def test_any_name_of_a_notebook(name: str) -> None:
    """Is in the script as it is."""
    found = []
    for node in ast.parse(files(name)["autograder.py"]).body:
        match node:
            case ast.Assign([ast.Name("NAMES")], value):
                found.append(ast.literal_eval(value))
    assert found == [[name]]


@dataclass(slots=True)
class Job:
    """A job of the platform, with programs that are none.

    Attributes:
        folder: The checkout of the student.
        script: The script, loaded.
        codes: What each step ends with; by default well.
        result: What the checks leave as result.json.
        ran: Each command, with its variables.
    """

    folder: Path
    script: ModuleType
    codes: list[int] = field(default_factory=list)
    result: str | None = None
    ran: list[tuple[list[str], Mapping[str, str]]] = field(default_factory=list)

    def run(
        self, command: list[str], *, check: bool, env: Mapping[str, str] | None = None
    ) -> SimpleNamespace:
        """In place of `subprocess.run`."""
        assert check is False
        code = self.codes[len(self.ran)] if len(self.ran) < len(self.codes) else 0
        self.ran.append((command, env or {}))
        if "check" in command and self.result is not None:
            (self.folder / "result.json").write_text(self.result, encoding="utf-8")
        return SimpleNamespace(returncode=code)

    def main(self) -> int:
        """How the script ends."""
        return int(self.script.main())

    @property
    def written(self) -> Any:
        """The result, if there is one."""
        path = self.folder / "result.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def checked(self) -> str:
        """The file that was checked."""
        (command,) = (command for command, _ in self.ran if "check" in command)
        assert command[-2] == "--"
        return command[-1]


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """With the folder fetched, in an empty checkout."""
    bundle, checkout, temporary = (tmp_path / name for name in ("bundle", "checkout", "temp"))
    for folder in (bundle, checkout, temporary):
        folder.mkdir()
    for name, content in files().items():
        (bundle / name).write_bytes(content)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RUNNER_TEMP", str(temporary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(temporary / "output"))
    monkeypatch.chdir(checkout)
    spec = importlib.util.spec_from_file_location("autograder_of_a_test", bundle / "autograder.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec.loader.exec_module(script)
    made = Job(checkout, script)
    monkeypatch.setattr(script, "subprocess", SimpleNamespace(run=made.run))
    return made


def put(job: Job, *names: str) -> None:
    """Files that the student handed in."""
    for name in names:
        path = job.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def test_it_is_checked(job: Job, tmp_path: Path) -> None:
    """In an environment of its own, with what students may import; its variables are named."""
    put(job, "module_02.ipynb")
    job.result = '{"score": 1}'
    assert job.main() == 0
    assert job.written == {"score": 1}
    place, bundle = tmp_path / "temp" / "gradient-grader", tmp_path / "bundle"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    what = [str(bundle / WHEEL.name), "-r", str(bundle / "requirements.txt")]
    outline = ["--outline", str(bundle / "outline.json")]
    formats = ["-f", "classroom50=result.json", "-f", "github"]
    assert [command for command, _ in job.ran] == [
        [sys.executable, "-I", "-m", "venv", "--clear", str(place)],
        [str(place / "bin" / "python"), "-I", "-m", "pip", "install", *quiet, *what],
        [
            str(place / "bin" / "grader"), "check", *outline, *formats,
            "--exit-zero", "--", "module_02.ipynb",
        ],
    ]  # fmt: skip
    around = job.ran[-1][1]
    assert around["VIRTUAL_ENV"] == str(place)
    assert around["PATH"].startswith(str(place / "bin"))
    assert around["CLASSROOM"] == "cs"
    assert "GITHUB_OUTPUT" not in around


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("module_02.py", "module_02.ipynb", "a.ipynb"), "module_02.ipynb"),
        (("module_02.py", "a.ipynb"), "module_02.py"),
        (("hw.ipynb", "helper.py"), "hw.ipynb"),
        (("deep/hw.ipynb",), "deep/hw.ipynb"),
        (("hw.ipynb", ".ipynb_checkpoints/hw-checkpoint.ipynb"), "hw.ipynb"),
        (("--watch.ipynb",), "--watch.ipynb"),
    ],
)
def test_which_file_is_checked(job: Job, names: tuple[str, ...], expected: str) -> None:
    """That of the course's name, else the only notebook."""
    put(job, *names)
    job.result = "{}"
    assert job.main() == 0
    assert job.checked() == expected


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ("README.md", "hw.py"),
            "There is no module_02.ipynb or module_02.py here, and no other notebook.",
        ),
        (
            ("b.ipynb", "a.ipynb"),
            f"{SEVERAL} a.ipynb, b.ipynb. Keep one of them.",
        ),
        (
            ("a%0A::set-env.ipynb", "[x](y)<b>.ipynb"),
            f"{SEVERAL} ?x??y??b?.ipynb, a?0A??set-env.ipynb. Keep one of them.",
        ),
    ],
)
def test_nothing_to_check(
    job: Job,
    capsys: pytest.CaptureFixture[str],
    names: tuple[str, ...],
    sentence: str,
) -> None:
    """Is a result of 0 with a sentence, and nothing is installed for it."""
    put(job, *names)
    assert job.main() == 0
    assert job.ran == []
    assert capsys.readouterr().out == f"::warning::{sentence}\n"
    assert (job.folder / "release-body.md").read_text(encoding="utf-8") == f"{sentence}\n"
    result = job.written
    assert result.pop("datetime").endswith("Z")
    assert result == {
        "schema": "classroom50/result/v1",
        "classroom": "cs",
        "assignment": "module-02",
        "submission": "submit/1",
        "commit": "https://example.org/commit",
        "release": "https://example.org/release",
        "review": "https://example.org/review",
        "score": 0,
        "max-score": 1,
        "tests": [
            {
                "test-name": "A notebook or module to check",
                "passed": False,
                "score": 0,
                "max-score": 1,
            }
        ],
    }


def test_a_notebook_without_anything_to_check(job: Job) -> None:
    """The same, if the checks left no result; else theirs is kept."""
    put(job, "hw.ipynb")
    job.codes = [0, 0, 4]
    assert job.main() == 0
    assert (job.written["score"], job.written["max-score"]) == (0, 1)
    assert "Nothing to check was found in hw.ipynb" in (job.folder / "release-body.md").read_text(
        encoding="utf-8"
    )
    job.ran.clear()
    job.result = '{"score": 0, "max-score": 7}'
    assert job.main() == 0
    assert job.written["max-score"] == 7
    assert not (job.folder / "release-body.md").exists()


@pytest.mark.parametrize(
    ("codes", "result", "sentence"),
    [
        ([1], None, "the checks could not be installed"),
        ([0, 1], None, "the checks could not be installed"),
        ([0, 0, 3], None, "the checks failed with exit code 3"),
        ([0, 0, 3], '{"score": 0}', "the checks failed with exit code 3"),
        ([0, 0, 2], None, "the checks failed with exit code 2"),
        ([0, 0, 0], None, "the checks failed with exit code 0"),
        ([0, 0, -9], None, "the checks failed with exit code -9"),
    ],
)
def test_a_fault_of_the_place(
    job: Job,
    capsys: pytest.CaptureFixture[str],
    codes: list[int],
    result: str | None,
    sentence: str,
) -> None:
    """Is an exit code and a line in the log; what was handed in as a result is gone."""
    put(job, "hw.ipynb")
    (job.folder / "result.json").write_text('{"score": 99}', encoding="utf-8")
    job.codes, job.result = codes, result
    assert job.main() == 3
    assert capsys.readouterr().out == f"::error::{sentence}\n"
    assert job.written is None
    assert len(job.ran) == len(codes)


def test_an_old_python(
    job: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is a sentence that says where to set it."""
    put(job, "hw.ipynb")
    monkeypatch.setattr(job.script.sys, "version_info", (3, 10, 4))
    assert job.main() == 3
    assert "Python 3.11 or newer is needed" in capsys.readouterr().out
    assert job.ran == []


@pytest.mark.sandbox
def test_it_runs(tmp_path: Path) -> None:
    """As a program, where a module of the student's is called like one of Python's."""
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, tmp_path / "autograder.py"],
        cwd=checkout,
        env=NEEDED,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((checkout / "result.json").read_text(encoding="utf-8"))["score"] == 0

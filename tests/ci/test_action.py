"""The action's script: what it runs for which inputs, and what the runner gets to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ci.conftest import Ran, Service

INPUTS = {
    "IN_PATH": "homework.ipynb",
    "IN_EXERCISE": "",
    "IN_COURSE": "",
    "IN_OUTLINE": "",
    "IN_FAIL_UNDER": "",
    "IN_REQUIREMENTS": "",
    "IN_ISOLATION": "auto",
    "IN_REPORT": "true",
}
HOSTILE = [
    "two words.ipynb",
    "$(touch x).ipynb",
    "`touch x`.ipynb",
    "a;touch x.ipynb",
    "a\ntouch x\n.ipynb",
    "--course=elsewhere.ipynb",
    "*.ipynb",
    "'\"\\.ipynb",
]


def act(service: Service, *, shell: str = "sh", **changed: str) -> Ran:
    """The action with these inputs besides the defaults."""
    return service.run("action.sh", shell=shell, **{**INPUTS, **changed})


def words_of(service: Service, command: str) -> list[str]:
    """The words of the one call of a command of the grader."""
    (found,) = [one.words for one in service.calls("grader") if one.words[0] == command]
    return found


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_without_a_course_it_checks(service: Service, shell: str) -> None:
    """With the environment that has the student's packages, and no course anywhere."""
    ran = act(service, shell=shell)
    assert ran.code == 0, ran.out
    results = service.temporary / "grader-results"
    venv = service.temporary / "grader-student-venv"
    assert [one.words for one in service.calls("grader")] == [
        [
            *("check", "--python", f"{venv}/bin/python", "--isolation", "auto", "-f", "github"),
            *("-f", f"json={results}/result.json", "-f", f"html={results}/report.html"),
            *("-f", f"junit={results}/junit.xml", "--", "homework.ipynb"),
        ]
    ]
    assert service.outputs() == {
        "result-path": f"{results}/result.json",
        "report-path": f"{results}/report.html",
        "junit-path": f"{results}/junit.xml",
    }


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_with_a_course_it_grades(service: Service, shell: str) -> None:
    """After making the student environment, with no module from beside the submission."""
    ran = act(
        service,
        shell=shell,
        IN_COURSE="the course",
        IN_FAIL_UNDER="60",
        IN_EXERCISE="manual-gradients",
        IN_ISOLATION="full",
    )
    assert ran.code == 0, ran.out
    made, graded = service.calls("grader")
    assert made.words == ["env", "--course", "the course"]
    assert made.variables["PYTHONSAFEPATH"] == "1"
    assert graded.words[:9] == [
        *("grade", "--course", "the course", "--fail-under", "60"),
        *("--exercise", "manual-gradients", "--isolation", "full"),
    ]
    assert graded.words[-2:] == ["--", "homework.ipynb"]


def test_installing_imports_nothing_from_the_working_folder(service: Service) -> None:
    """Each call of Python is isolated, and the grader comes from the action's own folder."""
    act(service, IN_REQUIREMENTS="numpy")
    calls = [*service.calls("python3"), *service.calls("python")]
    assert len(calls) == 4
    assert all(one.words[0] == "-I" for one in calls)
    assert service.calls("python")[0].words[-1] == str(service.action)


def test_a_second_use_in_a_job_installs_once_and_keeps_no_file(service: Service) -> None:
    """What an earlier use wrote is not taken for what this one did."""
    act(service)
    (service.temporary / "grader-results" / "other").touch()
    service.answers["grader"] = {"check": {"code": 3, "writes": False}}
    (service.folder / "outputs").unlink()
    ran = act(service)
    assert ran.code == 3
    made = [*service.calls("python3"), *service.calls("python")]
    assert sum("venv" in one.words for one in made) == 2
    assert service.outputs() == {"status": "error"}
    assert list((service.temporary / "grader-results").iterdir()) == []


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("course", ["", "course"])
def test_hostile_names_stay_names(service: Service, name: str, course: str) -> None:
    """No name is run, split, expanded or taken for an option."""
    (service.workspace / "other.ipynb").touch()
    ran = act(service, IN_PATH=name, IN_COURSE=course)
    assert ran.code == 0, ran.out
    assert service.calls("grader")[-1].words[-2:] == ["--", name]
    assert [one.name for one in service.workspace.iterdir()] == ["other.ipynb"]


@pytest.mark.parametrize("value", ["$(touch x)", "a b", "a\nb", "--version", "*", "';touch x;'"])
def test_every_other_input_is_one_word(service: Service, value: str) -> None:
    """Behind its option."""
    (service.workspace / "file").touch()
    act(service, IN_COURSE=value, IN_EXERCISE=value, IN_FAIL_UNDER=value, IN_ISOLATION=value)
    words = words_of(service, "grade")
    for option in ("--course", "--exercise", "--fail-under", "--isolation"):
        assert words[words.index(option) + 1] == value
    act(service, IN_OUTLINE=value)
    words = words_of(service, "check")
    assert words[words.index("--outline") + 1] == value
    assert [one.name for one in service.workspace.iterdir()] == ["file"]


def test_a_requirements_file(service: Service) -> None:
    """Is read by pip; its name may have a space."""
    (service.workspace / "what I use.txt").touch()
    act(service, IN_REQUIREMENTS="what I use.txt")
    assert service.calls("python")[-1].words[-2:] == ["--requirement", "what I use.txt"]


def test_packages(service: Service) -> None:
    """Are separated by white space, not expanded, and none is an option."""
    (service.workspace / "afile").touch()
    act(service, IN_REQUIREMENTS="numpy>=1.26 a*\n--index-url=https://example.org $(touch x)")
    words = service.calls("python")[-1].words
    given = ["numpy>=1.26", "a*", "--index-url=https://example.org", "$(touch", "x)"]
    assert words[words.index("--") :] == ["--", "numpy", "ipython", *given]
    assert [one.name for one in service.workspace.iterdir()] == ["afile"]


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
def test_the_exit_code_is_the_graders(service: Service, code: int) -> None:
    """And the files that there are get their outputs; from 2 on the status is an error."""
    service.answers["grader"] = {"check": {"code": code, "outputs": "status=failed\nscore=3\n"}}
    ran = act(service)
    assert ran.code == code
    assert service.outputs()["status"] == ("failed" if code < 2 else "error")
    assert service.outputs()["score"] == "3"
    assert "report-path" in service.outputs()


def test_without_reports_there_are_no_files(service: Service) -> None:
    """And no outputs for them."""
    act(service, IN_REPORT="false")
    words = words_of(service, "check")
    assert words[words.index("-f") :] == ["-f", "github", "--", "homework.ipynb"]
    assert service.outputs() == {}


def test_what_the_grader_says_on_the_side_is_no_command(service: Service) -> None:
    """Its stdout is made for the runner, its stderr is not."""
    spoken = "  ::add-mask::1\n::stop-commands::x\n::error::forged"
    service.answers["grader"] = {"check": {"out": "::warning::ours\n", "err": spoken}}
    ran = act(service)
    assert "forged" in ran.out
    assert ran.heard == ["::warning::ours"]


def test_what_an_installer_says_is_no_command(service: Service) -> None:
    """It is shown where it fails, and nothing of it is read."""
    service.answers["python"] = {"code": 1, "out": "::error::forged\n  ::set-env name=x::y"}
    ran = act(service)
    assert ran.code == 3
    assert "forged" in ran.out
    (line,) = ran.heard
    assert line.startswith("::error::the grader's virtual environment could not be made")
    assert service.calls("grader") == []


REFUSED = {
    "path": {"IN_PATH": ""},
    "report": {"IN_REPORT": "yes"},
    "outline": {"IN_COURSE": "c", "IN_OUTLINE": "o.json"},
    "python-requirements": {"IN_COURSE": "c", "IN_REQUIREMENTS": "numpy"},
    "fail-under": {"IN_FAIL_UNDER": "50"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_inputs_that_do_not_go_together(service: Service, name: str) -> None:
    """Are one sentence that names the input, and nothing is installed or run."""
    ran = act(service, **REFUSED[name])
    assert ran.code == 2
    (line,) = ran.heard
    assert line.startswith(f"::error::{name}: ")
    assert service.calls("grader") + service.calls("python3") == []


def test_without_a_python(service: Service) -> None:
    """It says so."""
    (service.folder / "bin" / "python3").unlink()
    empty = service.folder / "empty"
    empty.mkdir()
    for name in ("sh", "dirname", "mkdir", "rm", "tr", "sed", "cat", "od"):
        where = next(p for p in (Path("/usr/bin") / name, Path("/bin") / name) if p.exists())
        (empty / name).symlink_to(where)
    ran = act(service, PATH=str(empty))
    assert ran.code == 3
    assert ran.heard == ["::error::there is no Python: set one up first"]


@pytest.mark.parametrize("install", ["true", "false"])
def test_setup_says_where_the_scripts_are(service: Service, install: str) -> None:
    """And installs the grader for them, from the folder above, unless it is told not to."""
    ran = service.run("setup.sh", IN_INSTALL=install)
    assert ran.code == 0, ran.out
    assert service.outputs() == {"scripts": str(service.action / "ci")}
    assert len(service.calls("python3")) == (install == "true")
    if install == "true":
        assert service.calls("python")[-1].words[-1] == str(service.action)
        assert (service.temporary / "grader-venv" / "bin" / "grader").exists()

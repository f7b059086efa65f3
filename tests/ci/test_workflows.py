"""What holds of the workflows to copy, the actions and the GitLab template, by rules of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.ci.conftest import ROOT, Service

WORKFLOWS = sorted((ROOT / "ci" / "workflows").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", ROOT / "ci" / "setup" / "action.yml"]
NO_SECRETS = ("formative.yml", "exercise.yml")
WRITES = {"comment.yml": {"pull-requests"}}
"""The only permissions to write, by workflow."""
Rule = Callable[[str, str], Iterator[str]]


def parsed(text: str) -> Any:
    """YAML; the key `on` is True in its old dialect."""
    document = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in document.items()}


def nodes(document: Any, key: str) -> Iterator[Any]:
    """Every value below a key, at any depth."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name == key:
                yield value
            yield from nodes(value, key)
    elif isinstance(document, list):
        for one in document:
            yield from nodes(one, key)


def jobs(text: str) -> dict[str, Any]:
    """The jobs of a workflow; an action has none."""
    found: dict[str, Any] = parsed(text).get("jobs", {})
    return found


def steps(text: str) -> list[dict[str, Any]]:
    """All steps of all jobs, or of an action."""
    found = [
        *(job["steps"] for job in jobs(text).values()),
        parsed(text).get("runs", {}).get("steps", []),
    ]
    return [step for some in found for step in some]


# ---- the rules: each gives what breaks it ----


def puts_nothing_into_scripts(_name: str, text: str) -> Iterator[str]:
    """An expression in a script becomes part of its text, whoever wrote its value."""
    yield from (run for run in nodes(parsed(text), "run") if "${{" in run)


def keeps_scripts_short(_name: str, text: str) -> Iterator[str]:
    """What is longer is a file that is tested."""
    yield from (run for run in nodes(parsed(text), "run") if len(run.splitlines()) > 1)


def says_its_permissions(name: str, text: str) -> Iterator[str]:
    """None for the workflow, named ones for each job, and to write only where it is needed."""
    if jobs(text) and parsed(text).get("permissions") != {}:
        yield "the workflow's permissions are not {}"
    for job in jobs(text).values():
        said = job.get("permissions")
        if not isinstance(said, dict):
            yield "a job without named permissions"
        else:
            write = {key for key, value in said.items() if value != "read"}
            yield from write - WRITES.get(name, set())


def holds_no_secret(name: str, text: str) -> Iterator[str]:
    """Where a contributor's code is run on a pull request, there is neither secret nor token."""
    if name in NO_SECRETS:
        code = re.sub(r"#.*", "", text)
        yield from re.findall(r"secrets|github\.token|GH_TOKEN|GITHUB_TOKEN|id-token", code)


def checks_out_nothing_untrusted(name: str, text: str) -> Iterator[str]:
    """On workflow_run nothing is checked out at all; elsewhere no credentials stay behind."""
    for step in steps(text):
        checkout = step.get("uses", "").startswith("actions/checkout@")
        if checkout and "workflow_run" in parsed(text)["on"]:
            yield f"{name} checks out"
        if checkout and step.get("with", {}).get("persist-credentials") is not False:
            yield "credentials persist"
        if re.search(r"\bgit (clone|fetch|checkout)|gh (pr|repo) ", step.get("run", "")):
            yield step["run"]


def is_never_privileged_on_pull_requests(_name: str, text: str) -> Iterator[str]:
    """No pull_request_target, which runs a fork's pull request with this repository's secrets."""
    yield from re.findall("pull_request_target", text)


def pins_actions(_name: str, text: str) -> Iterator[str]:
    """By the full commit, with what it is behind it."""
    for line in re.findall(r"^.*\buses:.*$", text, re.MULTILINE):
        if not re.search(
            r"uses: [\w./-]+@[0-9a-f]{40} # (v\d+\.\d+\.\d+|the release that you take)$", line
        ):
            yield line.strip()


def ends(_name: str, text: str) -> Iterator[str]:
    """Each job has a limit, and of runs that follow each other there is an order."""
    yield from (name for name, job in jobs(text).items() if "timeout-minutes" not in job)
    if jobs(text) and "concurrency" not in parsed(text):
        yield "no concurrency"


def keeps_tokens_apart(_name: str, text: str) -> Iterator[str]:
    """A token is in the one step that needs it, and never beside students' code."""
    for name, job in jobs(text).items():
        if {"GH_TOKEN", "GITHUB_TOKEN"} & set(job.get("env", {})):
            yield f"{name}: a token for all steps"
        tokens = [s for s in job["steps"] if "GH_TOKEN" in s.get("env", {})]
        runs = [s.get("run", "") for s in job["steps"]]
        if tokens and any(
            re.search(r"batch\.sh|compare\.sh|grader (grade|check|batch)", r) for r in runs
        ):
            yield f"{name}: a token beside students' code"
        yield from (
            f"{name}: {r}"
            for s, r in zip(job["steps"], runs, strict=True)
            if s in tokens and re.search(r"comment\.sh\" write", r)
        )


def calls_what_there_is(_name: str, text: str) -> Iterator[str]:
    """Scripts and actions of this repository that are named exist."""
    for name in re.findall(r"\$SCRIPTS/([\w.-]+)", text):
        if not (ROOT / "ci" / name).is_file():
            yield name
    for name in re.findall(r"OWNER/REPO(/[\w/-]*)?@", text):
        if not (ROOT / name.lstrip("/") / "action.yml").is_file():
            yield name


RULES: tuple[Rule, ...] = (
    puts_nothing_into_scripts,
    keeps_scripts_short,
    says_its_permissions,
    holds_no_secret,
    checks_out_nothing_untrusted,
    is_never_privileged_on_pull_requests,
    pins_actions,
    ends,
    keeps_tokens_apart,
    calls_what_there_is,
)


@pytest.mark.parametrize(
    "path", [*WORKFLOWS, *ACTIONS], ids=lambda p: p.relative_to(ROOT).as_posix()
)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: Rule, path: Path) -> None:
    """No workflow or action breaks it."""
    assert list(rule(path.name, path.read_text(encoding="utf-8"))) == []


CHECK = "jobs: {{j: {{timeout-minutes: 1, permissions: {{contents: read}}, steps: [{}]}}}}\n"
HEAD = "on: {pull_request: {}}\npermissions: {}\nconcurrency: c\n"
PIN = "a" * 40
BREACHES: list[tuple[Rule, str, str]] = [
    (puts_nothing_into_scripts, "x.yml", HEAD + CHECK.format('{run: "echo ${{ inputs.x }}"}')),
    (keeps_scripts_short, "x.yml", HEAD + CHECK.format(r'{run: "a\nb"}')),
    (says_its_permissions, "x.yml", "on: push\n" + CHECK.format("{run: a}")),
    (
        says_its_permissions,
        "x.yml",
        HEAD + CHECK.format("").replace("{contents: read}", "read-all"),
    ),
    (
        says_its_permissions,
        "x.yml",
        HEAD + CHECK.format("").replace("contents: read", "issues: write"),
    ),
    (holds_no_secret, "formative.yml", HEAD + CHECK.format('{env: {A: "${{ secrets.A }}"}}')),
    (holds_no_secret, "exercise.yml", HEAD + CHECK.format('{env: {A: "${{ github.token }}"}}')),
    (
        checks_out_nothing_untrusted,
        "comment.yml",
        "on: {workflow_run: {}}\n"
        + CHECK.format(f"{{uses: actions/checkout@{PIN}, with: {{persist-credentials: false}}}}"),
    ),
    (checks_out_nothing_untrusted, "x.yml", HEAD + CHECK.format("{uses: actions/checkout@v7}")),
    (checks_out_nothing_untrusted, "x.yml", HEAD + CHECK.format("{run: gh pr checkout 1}")),
    (is_never_privileged_on_pull_requests, "x.yml", "on: pull_request_target\n"),
    (pins_actions, "x.yml", "- uses: actions/checkout@v7 # v7.0.1\n"),
    (pins_actions, "x.yml", f"- uses: actions/checkout@{PIN}\n"),
    (ends, "x.yml", HEAD + CHECK.format("").replace("timeout-minutes", "x")),
    (ends, "x.yml", CHECK.format("")),
    (
        keeps_tokens_apart,
        "x.yml",
        HEAD + CHECK.format("").replace("steps", "env: {GH_TOKEN: x}, steps"),
    ),
    (
        keeps_tokens_apart,
        "x.yml",
        HEAD + CHECK.format('{run: a, env: {GH_TOKEN: x}}, {run: sh "$SCRIPTS/batch.sh"}'),
    ),
    (
        keeps_tokens_apart,
        "x.yml",
        HEAD + CHECK.format("{run: 'sh \"$SCRIPTS/comment.sh\" write', env: {GH_TOKEN: x}}"),
    ),
    (calls_what_there_is, "x.yml", 'run: sh "$SCRIPTS/none.sh"'),
    (calls_what_there_is, "x.yml", "uses: OWNER/REPO/ci/none@0"),
]


@pytest.mark.parametrize(("rule", "name", "text"), BREACHES)
def test_a_breach_is_seen(rule: Rule, name: str, text: str) -> None:
    """The same function that finds nothing in our files finds each of these."""
    assert list(rule(name, text))


def test_every_rule_is_tried() -> None:
    """Each has a breach above that it must see; and there are files to look at."""
    assert {rule for rule, _, _ in BREACHES} == set(RULES)
    assert [path.name for path in WORKFLOWS] == [
        *("comment.yml", "exercise.yml", "formative.yml", "marks.yml"),
    ]


def test_an_action_of_ours_takes_no_action_of_others() -> None:
    """So that nothing has to be pinned there, and each step says its shell."""
    for path in ACTIONS:
        found = steps(path.read_text(encoding="utf-8"))
        assert found
        for step in found:
            assert "uses" not in step
            assert step["shell"] == "bash"


def test_every_input_of_the_action_reaches_its_script() -> None:
    """As a variable that it reads; only `path` must be given, and outputs come from the step."""
    action = parsed((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = action["runs"]["steps"]
    given = [re.findall(r"inputs\.([\w-]+)", value) for value in step["env"].values()]
    assert sorted(given) == sorted([name] for name in action["inputs"])
    script = (ROOT / "ci" / "action.sh").read_text(encoding="utf-8")
    assert set(step["env"]) == set(re.findall(r"\bIN_[A-Z_]+", script)) - {"IN_"}
    needed = [name for name, one in action["inputs"].items() if "default" not in one]
    assert needed == ["path"]
    for name, one in action["outputs"].items():
        assert one["value"] == f"${{{{ steps.{step['id']}.outputs.{name} }}}}"


def test_the_check_and_its_comment_know_each_other() -> None:
    """By the workflow's name and the artifact's."""
    check = parsed((ROOT / "ci/workflows/formative.yml").read_text(encoding="utf-8"))
    comment = parsed((ROOT / "ci/workflows/comment.yml").read_text(encoding="utf-8"))
    assert comment["on"]["workflow_run"]["workflows"] == [check["name"]]
    names = [step["with"]["name"] for step in check["jobs"]["check"]["steps"] if "if" in step]
    script = (ROOT / "ci" / "comment.sh").read_text(encoding="utf-8")
    assert [name for name in names if f"pick artifact {name} " in script] == names != []


def test_jobs_hand_over_artifacts_that_there_are() -> None:
    """Each that is downloaded was uploaded by a job before."""
    for path in WORKFLOWS:
        made: set[str] = set()
        for step in steps(path.read_text(encoding="utf-8")):
            if step.get("uses", "").startswith("actions/upload-artifact@"):
                made.add(step["with"]["name"])
            if step.get("uses", "").startswith("actions/download-artifact@"):
                assert step["with"]["name"] in made


def test_the_secrets_of_marks_are_those_of_environments() -> None:
    """So that no job can name them but those two; neither runs students' code."""
    text = (ROOT / "ci/workflows/marks.yml").read_text(encoding="utf-8")
    with_secrets = {name: job for name, job in jobs(text).items() if "secrets." in str(job)}
    assert set(with_secrets) == {"collect", "publish"}
    for name, job in with_secrets.items():
        assert job["environment"] == name
        assert not any("actions/setup-python" in step.get("uses", "") for step in job["steps"])
    assert jobs(text)["publish"]["permissions"] == {}


def test_a_checked_pull_request_is_never_shown_as_a_mark() -> None:
    """Whoever copies the check reads why."""
    text = (ROOT / "ci/workflows/formative.yml").read_text(encoding="utf-8")
    assert "A green tick is no mark" in text


# ---- GitLab ----

GITLAB = ROOT / "ci" / "gitlab-ci.yml"


def gitlab() -> Any:
    """The template."""
    return yaml.safe_load(GITLAB.read_text(encoding="utf-8"))


def test_the_gitlab_job_is_for_merge_requests_and_keeps_its_reports() -> None:
    """Also where it fails, with what GitLab shows of tests."""
    job = gitlab()["grader"]
    assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"junit": "grader-results/junit.xml"}
    assert job["timeout"]
    assert "${{" not in GITLAB.read_text(encoding="utf-8")


@pytest.mark.parametrize("course", ["", "the course"])
@pytest.mark.parametrize("code", [0, 1])
def test_the_gitlab_script(service: Service, course: str, code: int) -> None:
    """Checks without a course and grades with one, isolates Python, and ends as the grader does."""
    template = gitlab()
    for name in ("python",):
        (service.folder / "bin" / name).symlink_to(service.folder / "bin" / "python3")
    script = service.action / "ci" / "gitlab.sh"
    script.write_text("set -e\n" + "\n".join(template["grader"]["script"]), encoding="utf-8")
    service.answers["grader"] = {one: {"code": code} for one in ("check", "grade")}
    given = {
        **template["variables"],
        "GRADER_PATH": "$(touch x).ipynb",
        "GRADER_COURSE": course,
        "GRADER_REQUIREMENTS": "numpy a*",
        "GRADER_VENV": str(service.temporary / "v env"),
    }
    ran = service.run("gitlab.sh", **given)
    assert ran.code == code, ran.out
    commands = [one.words for one in service.calls("grader")]
    assert [words[0] for words in commands] == (["env", "grade"] if course else ["check"])
    assert commands[-1][-2:] == ["--", "$(touch x).ipynb"]
    pythons = [*service.calls("python3"), *service.calls("python")]
    assert all(one.words[0] == "-I" for one in pythons)
    installed = [one.words[-1] for one in pythons if "install" in one.words]
    assert installed == [template["variables"]["GRADER_PACKAGE"], *([] if course else ["a*"])]
    names = sorted(one.name for one in (service.workspace / "grader-results").iterdir())
    assert names == ["junit.xml", "report.html", "result.json"]
    assert [one.name for one in service.workspace.iterdir()] == ["grader-results"]

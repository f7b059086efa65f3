"""The comment on a pull request: whose it is, what it is made of, and that there is only one."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.ci.conftest import Ran, Service

COMMIT = "a" * 40
MARKER = "<!-- grader-check -->"
EVENT = {
    "RUN_ID": "77",
    "HEAD_SHA": COMMIT,
    "HEAD_REPO": "learner/homework",
    "HEAD_BRANCH": "my work",
}


def pull(number: int, **changed: Any) -> dict[str, Any]:
    """A pull request as the service tells of it."""
    head = {"sha": COMMIT, "repo": {"full_name": "learner/homework"}}
    return {"number": number, "state": "open", "head": head, **changed}


def comment(number: int, login: str, body: str, kind: str = "Bot") -> dict[str, Any]:
    """A comment as the service tells of it."""
    return {"id": number, "user": {"login": login, "type": kind}, "body": body}


def artifact(number: int, **changed: Any) -> dict[str, Any]:
    """An artifact as the service tells of it."""
    return {"id": number, "name": "grader-check", "expired": False, "size_in_bytes": 99, **changed}


def left(service: Service, text: str = '{"untrusted": 1}', name: str = "result.json") -> Path:
    """What the check uploaded."""
    path = service.folder / "artifact.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside", "no")
        archive.writestr(name, text)
    return path


def answer(
    service: Service,
    *,
    pulls: list[Any] | None = None,
    artifacts: list[Any] | None = None,
    comments: list[Any] | None = None,
) -> None:
    """What the service answers; later keys are less special."""
    service.answers["gh"] = [
        {"words": ["/pulls"], "json": [pull(5)] if pulls is None else pulls},
        {"words": ["/zip"], "file": str(left(service))},
        {
            "words": ["/artifacts"],
            "json": {"artifacts": [artifact(31)] if artifacts is None else artifacts},
        },
        {"words": ["PATCH"], "out": ""},
        {"words": ["POST"], "out": ""},
        {"words": ["/comments"], "json": comments or []},
    ]
    service.answers["grader"] = {"comment": {"file": f"{MARKER}\nAll holds.\n"}}


def fetch(service: Service, **changed: str) -> Ran:
    """The first step."""
    return service.run("comment.sh", "fetch", **{"GH_TOKEN": "t", **EVENT, **changed})


def post(service: Service, **changed: str) -> Ran:
    """All three steps, as the workflow calls them; each must end well."""
    service.install()
    assert fetch(service).code == 0
    written = service.run("comment.sh", "write", **EVENT)
    assert written.code == 0, written.out
    number = service.outputs()["pull"]
    return service.run(
        "comment.sh", "post", **{"GH_TOKEN": "t", **EVENT, "PULL": number}, **changed
    )


def sent(service: Service, method: str) -> list[list[str]]:
    """The calls of `gh api` by a method."""
    return [one.words for one in service.calls("gh") if method in one.words]


def test_the_first_comment_is_made(service: Service) -> None:
    """On the pull request that the service names, with the grader's words and whose run it was."""
    answer(service)
    assert post(service).code == 0
    ((*_, where, flag, body),) = sent(service, "POST")
    assert (where, flag) == ("repos/course/homework/issues/5/comments", "-F")
    text = Path(body.removeprefix("body=@")).read_text(encoding="utf-8")
    assert text.startswith(f"{MARKER}\nAll holds.\n")
    assert "(https://github.com/course/homework/actions/runs/77)" in text
    assert "contributor's own run" in text
    assert COMMIT in text
    assert "no mark" in text
    assert sent(service, "PATCH") == []


def test_the_one_that_is_there_is_updated(service: Service) -> None:
    """And no second one is made."""
    there = [
        comment(1, "teacher", "Well done", "User"),
        comment(2, "github-actions[bot]", "Something else"),
        comment(3, "github-actions[bot]", f"{MARKER}\nOld"),
    ]
    answer(service, comments=there)
    assert post(service).code == 0
    ((*_, where, _, _),) = sent(service, "PATCH")
    assert where == "repos/course/homework/issues/comments/3"
    assert sent(service, "POST") == []


@pytest.mark.parametrize(
    "there",
    [
        comment(1, "learner", f"{MARKER}\nforged", "User"),
        comment(1, "github-actions", f"{MARKER}\nforged", "User"),
        comment(1, "github-actions[bot]", f"{MARKER}\nforged", "User"),
        comment(1, "other-app[bot]", f"{MARKER}\nforged"),
        comment(1, "github-actions[bot]", f"quotes {MARKER}"),
        {"id": 1, "user": None, "body": MARKER},
        {"id": 1, "user": {"login": "github-actions[bot]", "type": "Bot"}, "body": None},
    ],
)
def test_a_marker_of_somebody_else_is_passed_over(service: Service, there: dict[str, Any]) -> None:
    """Whoever wrote it, a comment of our own is made."""
    answer(service, comments=[there])
    assert post(service).code == 0
    assert sent(service, "PATCH") == []
    assert len(sent(service, "POST")) == 1


def test_only_the_steps_that_ask_the_service_have_a_token(service: Service) -> None:
    """What looks at the artifact has none, and neither has what is started there."""
    answer(service)
    post(service)
    assert {one.variables.get("GH_TOKEN") for one in service.calls("gh")} == {"t"}
    assert "GH_TOKEN" not in service.calls("grader")[0].variables


@pytest.mark.parametrize("branch", ["$(touch x)", "a&state=closed", "a b", "@x", "-f", "a\nb"])
def test_the_branch_is_a_value_of_a_query(service: Service, branch: str) -> None:
    """And nothing else, however a contributor calls it."""
    answer(service)
    assert fetch(service, HEAD_BRANCH=branch).code == 0
    words = service.calls("gh")[0].words
    assert words[-2:] == ["-f", f"head=learner:{branch}"]
    assert list(service.workspace.iterdir()) == []


@pytest.mark.parametrize(
    "pulls",
    [
        [],
        [pull(5), pull(6)],
        [pull(5, state="closed")],
        [pull(5, head={"sha": "b" * 40, "repo": {"full_name": "learner/homework"}})],
        [pull(5, head={"sha": COMMIT, "repo": {"full_name": "somebody/homework"}})],
        [pull(5, head={"sha": COMMIT, "repo": None})],
    ],
)
def test_where_no_one_pull_request_has_the_commit(service: Service, pulls: list[Any]) -> None:
    """Nothing is fetched, and that is no failure: it may have moved on."""
    answer(service, pulls=pulls)
    ran = fetch(service)
    assert ran.code == 0
    assert ran.heard[0].startswith("::notice::No comment is written: ")
    assert service.outputs() == {}
    assert len(service.calls("gh")) == 1


@pytest.mark.parametrize(
    "artifacts",
    [
        [],
        [artifact(1, name="other")],
        [artifact(1, expired=True)],
        [artifact(1, size_in_bytes=5_000_000)],
    ],
)
def test_without_an_artifact_of_bounded_size(service: Service, artifacts: list[Any]) -> None:
    """It is not even fetched."""
    answer(service, artifacts=artifacts)
    ran = fetch(service)
    assert ran.code == 0
    assert ran.heard[0].startswith("::notice::No comment is written: the run left no result")
    assert service.outputs() == {}


def test_of_several_artifacts_the_newest_is_taken(service: Service) -> None:
    """As after a second attempt of the same run."""
    answer(service, artifacts=[artifact(31), artifact(40), artifact(39)])
    fetch(service)
    assert service.calls("gh")[-1].words[-1].endswith("/artifacts/40/zip")


def written(service: Service, path: Path) -> Ran:
    """The second step, on this artifact."""
    service.install()
    assert fetch(service).code == 0
    target = service.temporary / "grader-comment" / "artifact.zip"
    target.write_bytes(path.read_bytes())
    return service.run("comment.sh", "write", **EVENT)


def test_a_result_that_unpacks_to_much_is_refused(service: Service) -> None:
    """However small it is when packed, and no more is read than the limit."""
    answer(service)
    ran = written(service, left(service, "0" * 20_000_000))
    assert ran.code == 0
    assert "larger than" in ran.heard[0]
    assert service.calls("grader") == []
    assert not (service.temporary / "grader-comment" / "result.json").exists()


def test_an_artifact_without_a_result_is_refused(service: Service) -> None:
    """So is one that is no zip; nothing in it is unpacked."""
    answer(service)
    assert "left no result" in written(service, left(service, name="a/result.json")).heard[0]
    junk = service.folder / "junk"
    junk.write_bytes(b"PK\x03\x04 and so on")
    target = service.temporary / "grader-comment" / "artifact.zip"
    target.write_bytes(junk.read_bytes())
    assert "left no result" in service.run("comment.sh", "write", **EVENT).heard[0]
    assert list(service.folder.rglob("outside")) == []
    assert "comment" not in service.outputs()


def test_a_result_that_the_grader_refuses(service: Service) -> None:
    """Leaves no comment; what the grader says of it is no command."""
    answer(service)
    service.answers["grader"] = {"comment": {"code": 2, "err": "::error::forged"}}
    ran = written(service, left(service))
    assert ran.code == 0
    assert ran.heard == [
        "::notice::No comment is written: what the run left is not a result of grader check"
    ]
    assert "comment" not in service.outputs()


@pytest.mark.parametrize(
    "told", [{"code": 3}, {"file": "No marker"}, {"file": MARKER + "\n" + "x" * 70_000}]
)
def test_a_fault_of_ours_is_a_failure(service: Service, told: dict[str, Any]) -> None:
    """And nothing is posted."""
    answer(service)
    service.answers["grader"] = {"comment": told}
    ran = written(service, left(service))
    assert ran.code == 3
    assert len(ran.heard) == 1
    assert "comment" not in service.outputs()


@pytest.mark.parametrize(
    ("step", "changed"),
    [
        ("fetch", {"RUN_ID": "1/../2"}),
        ("fetch", {"HEAD_SHA": "main"}),
        ("write", {"RUN_ID": ""}),
        ("post", {"PULL": "5/../6"}),
        ("post", {"PULL": ""}),
        ("other", {}),
    ],
)
def test_what_is_not_of_its_form_is_refused(
    service: Service, step: str, changed: dict[str, str]
) -> None:
    """Before the service is asked anything."""
    answer(service)
    ran = service.run("comment.sh", step, **{**EVENT, **changed})
    assert ran.code == 2
    assert len(ran.heard) == 1
    assert service.calls("gh") == []

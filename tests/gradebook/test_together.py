"""Several at once on one gradebook: nothing is lost, nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import counts
from tests.gradebook.making import arrival, new_run, person

WORKERS = 4


def together(work: Callable[[int], object]) -> None:
    """Do it in as many threads, which begin at the same moment."""
    barrier = Barrier(WORKERS)

    def begin(number: int) -> None:
        barrier.wait()
        work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(begin, number) for number in range(WORKERS)]:
            done.result()


def opened(url: str, work: Callable[[Cohort, int], object]) -> Callable[[int], None]:
    """The work with a gradebook of its own, which is made if it is not there."""

    def run(number: int) -> None:
        with Gradebook(url, create=True) as gradebook:
            work(gradebook.course("Networks", create=True), number)

    return run


def test_made_at_once(url: str) -> None:
    """One gradebook, one course."""
    together(opened(url, lambda cohort, number: cohort.log("me", "batch", {"number": number})))
    with Gradebook(url) as gradebook:
        assert gradebook.courses() == ["Networks"]
        assert [entry.seq for entry in gradebook.audit()] == [1, 2, 3, 4, 5]
        assert gradebook.audit_faults() == []


def test_the_same_at_once(url: str) -> None:
    """All ingest the same class and grade it: it is there once, with one run of each."""

    def work(cohort: Cohort, _: int) -> None:
        for at in range(5):
            stored = cohort.ingest(
                arrival(f"s{at}", f"{at}", people=[person(f"s{at}"), person("t")])
            )
            cohort.add_run(stored.id, new_run())

    together(opened(url, work))
    with Gradebook(url) as gradebook:
        assert counts(gradebook) == {
            "student": 6,
            "submission": 5,
            "member": 10,
            "artifact": 5,
            "run": 5,
            "part": 5,
        }


def test_something_else_at_once(url: str) -> None:
    """Attempts of one student get numbers of their own, and keys of one slug names."""

    def work(cohort: Cohort, number: int) -> None:
        for at in range(3):
            cohort.ingest(arrival("s1", f"{number} {at}"))
            cohort.ingest(arrival(f"k{number} {at}", slug="same"))
            stored = cohort.ingest(arrival("all"))
            cohort.add_run(stored.id, new_run(), beside=True)
            cohort.log("me", "batch", {"number": number})

    together(opened(url, work))
    with Gradebook(url) as gradebook:
        cohort = gradebook.course(None)
        names = [stored.name for stored, _ in cohort.submissions()]
        assert len(set(names)) == len(names) == 2 * WORKERS * 3 + 1
        numbers = [one.number for one, _ in cohort.submissions() if one.key == "s1"]
        assert numbers == list(range(1, WORKERS * 3 + 1))
        assert counts(gradebook)["run"] == WORKERS * 3
        assert gradebook.audit_faults() == []
        assert len(list(gradebook.audit())) == WORKERS * 3 + 1


def test_threads_of_one_gradebook(gradebook: Gradebook, cohort: Cohort) -> None:
    """It may be used by several at once."""

    def work(number: int) -> None:
        for at in range(5):
            cohort.ingest(arrival(f"s{at}", f"{number}"))
            list(cohort.students())

    together(work)
    assert counts(gradebook)["submission"] == 5 * WORKERS

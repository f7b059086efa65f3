"""A batch on a Dask cluster: a submission's bytes go out; result, observations and files come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from grader.cli.options import open_course
from grader.cli.parcel import Parcel, pack, unpack
from grader.cli.worker import NEEDED, Handed, Noted, Opened, Setup, clear, opened_apart, written
from grader.errors import GraderError, GradingError, UsageError
from grader.execution.workers import Done, Lost

if TYPE_CHECKING:
    from grader.execution.cluster import Cluster
    from grader.execution.station import Prepare
    from grader.execution.worker import Open
    from grader.gradebook.rows import RunKey
    from grader.grading.course import Course

_CALLED = {
    "course": "course",
    "grader": "version of the grader",
    "environment": "student environment (Python or packages)",
}


@dataclass(frozen=True, slots=True)
class Afar:
    """Workers of a cluster; the files they make are written here."""

    setup: Setup
    cluster: Cluster[Handed, Noted]

    @property
    def crowded(self) -> bool:
        """Others run beside every submission, for all that is known here."""
        return True

    def work(
        self, handed: Iterable[Handed], *, alone: bool = False
    ) -> Generator[Done[Handed, Noted] | Lost[Handed]]:
        """What is noted of each, once its files are written."""
        with closing(self.cluster.work(handed, alone=alone)) as outcomes:
            for outcome in outcomes:
                try:
                    clear(outcome.item, self.setup.output)
                except OSError as error:
                    yield Lost(outcome.item, f"{type(error).__name__}: {error}")
                    continue
                match outcome:
                    case Done(item, noted):
                        yield Done(item, written(noted, self.setup))
                    case Lost():
                        yield outcome


@contextmanager
def afar(
    address: str,
    setup: Setup,
    course: Course,
    seconds: float,
    ready: Callable[[Opened], None],
    tell: Callable[[str], None],
) -> Iterator[Afar]:
    """The workers of the cluster at that address, for one batch.

    Args:
        address: Of its scheduler.
        setup: What holds for all submissions.
        course: What they are held against; it goes to workers that do not have it.
        seconds: For one submission, after which the process that grades it is ended.
        ready: Told what each worker has opened.
        tell: Told in a sentence of workers that are lost or unfit.

    Raises:
        UsageError: Nothing answers there, or what this needs is not installed.
        GradingError: No worker can grade.
    """
    try:
        from grader.execution.joining import joined
    except ImportError as error:
        raise UsageError(
            f"--scheduler needs packages that are missing ({error.name}); "
            'run `pip install "gradient-grader[cluster]"`'
        ) from None
    prepared: Prepare = partial(prepare, setup, pack(course))
    with joined(address, prepared, seconds, ready, tell) as cluster:
        yield Afar(setup, cluster)


def prepare(setup: Setup, parcel: Parcel) -> Open[Any, Any]:
    """In a Dask worker: find the course or unpack it, and see that results will be the same.

    A folder of the same path is taken if it holds the same course and student environment, as on a
    shared file system.

    Raises:
        GradingError: Something that decides a result is not as it is where the batch was begun.
    """
    from grader.execution.worker import import_early
    from grader.grading.identity import identity

    if identity() != setup.key.grader:
        raise _other("grader", identity(), setup.key.grader)
    if not _is_here(setup):
        course, environment = unpack(parcel)
        setup = replace(setup, course=course, environment=environment)
        _compare(setup)
    import_early(NEEDED)
    return partial(opened_apart, setup)


def _is_here(setup: Setup) -> bool:
    from grader.grading.course import course_digest
    from grader.grading.settings import SETTINGS, read_settings

    try:
        settings = read_settings(setup.course / SETTINGS)
        if course_digest(setup.course, settings) != setup.key.course:
            return False
        _compare(setup)
    except (GraderError, OSError):
        return False
    return True


def _compare(setup: Setup) -> None:
    own = _key(setup)
    for one in fields(own):
        here, there = getattr(own, one.name), getattr(setup.key, one.name)
        if here != there:
            raise _other(one.name, here, there)


def _other(name: str, here: object, there: object) -> GradingError:
    """What differs from where the batch was begun."""
    return GradingError(
        f"it has another {_CALLED.get(name, name)} than the machine on which the batch was begun "
        f"({here} here, {there} there); install the same on all machines"
    )


def _key(setup: Setup) -> RunKey:
    from grader.cli.running import run_key

    course = replace(open_course(setup.course), environment=setup.environment)
    return run_key(course, setup.exercises, setup.limits, setup.engine)

"""The engine on Linux: a warm template in a jail, and a confined fork of it for each run."""

from __future__ import annotations

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.forked import ForkedChild
from grader.execution.jail import Jail
from grader.execution.launch import EMPTY_JOB, system_limits
from grader.execution.protocol import Allowance
from grader.execution.runner import run_job
from grader.execution.sandbox import Execution, Job, Level
from grader.execution.template import Template

_FORKS = 200
_GROWTH_MB = 64


class Warm:
    """Runs jobs in forks of a template.

    Args:
        jail: Where the template is started.
    """

    confines = False  # each fork has confined itself before it is told of the job

    def __init__(self, jail: Jail) -> None:
        self._jail = jail
        self._template: Template | None = None

    @property
    def level(self) -> Level:
        """The isolation that `run` gives."""
        return self._jail.level

    def check(self) -> None:
        """Really start it, with nothing to do.

        Raises:
            IsolationUnavailable: The system does not let it work.
            EnvironmentMissing: The student environment is not there or does not work.
        """
        self.run(EMPTY_JOB)

    def run(self, job: Job) -> Execution:
        """Run the job; see `Sandbox.run`."""
        template = self._template
        try:
            return run_job(self, job)
        except IsolationUnavailable:
            if template is None or template.alive:
                raise
            self.close()  # it died just before the job, which is no fault of the job's
            return run_job(self, job)

    def close(self) -> None:
        """End the template, if there is one."""
        if self._template is not None:
            self._template.close()
            self._template = None

    def launch(self, job: Job, allowance: Allowance) -> ForkedChild:
        """A fork of the template; one that is worn or gone is replaced first."""
        if self._template is not None and not self._template.usable(_FORKS, _GROWTH_MB):
            self.close()
        fresh = self._template is None
        template = self._template or self._start(job)
        limits = system_limits(job.limits, namespaces=template.namespaces)
        try:
            return ForkedChild(template, job, limits, allowance)
        except OSError as error:
            self.close()
            if fresh:
                problem = "the warm process ended at once"
                raise IsolationUnavailable(self.level, problem, self._jail.remedy) from error
            return self.launch(job, allowance)

    def failure(self, last_words: str) -> GradingError:
        """What to raise when a fork ended before it was ready."""
        lines = last_words.strip().splitlines()
        problem = lines[-1] if lines else "the process could not be confined"
        return IsolationUnavailable(self.level, problem, self._jail.remedy)

    def _start(self, job: Job) -> Template:
        self._template = Template(self._jail, job.limits)
        return self._template

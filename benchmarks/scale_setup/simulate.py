"""A farm of workers, event by event: what becomes of each submission, and when. Pure.

A submission goes through the client (which notes it in the gradebook), the scheduler, a worker,
the network, and the client again (which commits its run). Client, scheduler and network do one
thing at a time. What hit a limit may have been slowed down by others, so it is run once more,
alone, in a lane of its own, before it is committed.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Event = tuple[float, int, int, int, int]
"""When, in which order of those at the same time, what, of which submission or machine, its try."""
_JOIN, _FINISH, _COMMIT, _DEATH, _REPAIR, _ALONE = range(6)


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that one submission takes of what does one thing at a time."""

    ingest: float = 0.0
    commit: float = 0.0
    schedule: float = 0.0
    transfer: float = 0.0


@dataclass(frozen=True, slots=True)
class Farm:
    """Who works.

    Attributes:
        workers: How many submissions run at a time.
        lanes: How many are run alone at a time.
        ready_at: When workers are ready to begin.
        per_machine: Workers that die together.
        hours_between_deaths: Of one machine; 0 is never.
        repair: Seconds until a machine is back, with its workers ready again.
        alone: When what hit a limit is run again: at once, or after all else, as a batch does.
    """

    workers: int
    lanes: int = 1
    ready_at: float = 0.0
    per_machine: int = 16
    hours_between_deaths: float = 0.0
    repair: float = 300.0
    alone: Literal["at once", "last"] = "at once"


@dataclass(frozen=True, slots=True)
class Class:
    """What is handed in: arrivals in order, seconds of work, and what hits a limit."""

    arrivals: Sequence[float]
    seconds: Sequence[float]
    limited: Sequence[bool]


@dataclass(slots=True)
class Outcome:
    """What became of it.

    Attributes:
        done: When each was committed; NaN is never.
        times: How often each was committed.
        working: Seconds that workers and lanes worked, also in vain.
        deaths: How many machines died.
        restarts: How many submissions were begun again since their machine died.
        waiting: The most that waited for a worker at once.
    """

    done: list[float]
    times: list[int]
    working: float = 0.0
    deaths: int = 0
    restarts: int = 0
    waiting: int = 0


def simulate(given: Class, farm: Farm, costs: Costs, seed: int = 0) -> Outcome:
    """Run the class through the farm; the same seed gives the same outcome."""
    return _Run(given, farm, costs, random.Random(seed)).run()  # noqa: S311 - no secrets


@dataclass(slots=True)
class _Run:
    given: Class
    farm: Farm
    costs: Costs
    chance: random.Random
    events: list[Event] = field(default_factory=list)
    order: int = 0
    client_free: float = 0.0
    scheduler_free: float = 0.0
    link_free: float = 0.0
    waiting: deque[int] = field(default_factory=deque)
    alone: deque[int] = field(default_factory=deque)
    idle: list[int] = field(default_factory=list)
    idle_lanes: int = 0
    down: set[int] = field(default_factory=set)
    at_work: dict[int, tuple[int, float]] = field(default_factory=dict)
    worker_of: dict[int, int] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    left: int = 0
    ordinary: int = 0
    outcome: Outcome = field(default_factory=lambda: Outcome([], []))

    def run(self) -> Outcome:
        """All of it."""
        count = len(self.given.arrivals)
        self.outcome = Outcome([float("nan")] * count, [0] * count)
        self.left = count
        self.ordinary = count - sum(self.given.limited)
        self.idle = list(range(self.farm.workers - 1, -1, -1))
        self.idle_lanes = self.farm.lanes
        self.next_death(0.0)
        coming = 0
        while self.left:
            first = self.events[0][0] if self.events else float("inf")
            if coming < count and self.given.arrivals[coming] <= first:
                self.arrive(self.given.arrivals[coming], coming)
                coming += 1
            else:
                self.happen(heapq.heappop(self.events))
        return self.outcome

    def push(self, at: float, what: int, who: int, number: int = 0) -> None:
        self.order += 1
        heapq.heappush(self.events, (at, self.order, what, who, number))

    def arrive(self, now: float, job: int) -> None:
        self.client_free = max(self.client_free, now) + self.costs.ingest
        self.scheduler_free = max(self.scheduler_free, self.client_free) + self.costs.schedule
        self.push(max(self.scheduler_free, self.farm.ready_at), _JOIN, job)

    def happen(self, event: Event) -> None:
        now, _, what, who, number = event
        if what == _JOIN:
            self.waiting.append(who)
            self.begin(now)
        elif what == _FINISH:
            if self.tries.get(who, 0) == number and who in self.worker_of:
                self.finish(now, who)
        elif what == _ALONE:
            self.outcome.working += self.given.seconds[who]
            self.idle_lanes += 1
            self.send(now, who)
            self.begin_alone(now)
        elif what == _COMMIT:
            self.client_free = max(self.client_free, now) + self.costs.commit
            self.outcome.done[who] = self.client_free
            self.outcome.times[who] += 1
            self.left -= 1
            self.ordinary -= not self.given.limited[who]
            self.begin_alone(now)
        elif what == _DEATH:
            self.die(now, who)
        else:
            self.down -= set(self.machine(who))
            self.idle += self.machine(who)
            self.begin(now)

    def begin(self, now: float) -> None:
        self.outcome.waiting = max(self.outcome.waiting, len(self.waiting))
        while self.waiting and self.idle:
            worker = self.idle.pop()
            if worker in self.down:
                continue
            job = self.waiting.popleft()
            self.at_work[worker] = (job, now)
            self.worker_of[job] = worker
            self.push(now + self.given.seconds[job], _FINISH, job, self.tries.get(job, 0))

    def finish(self, now: float, job: int) -> None:
        worker = self.worker_of.pop(job)
        _, began = self.at_work.pop(worker)
        self.outcome.working += now - began
        self.idle.append(worker)
        if self.given.limited[job]:
            self.alone.append(job)
            self.begin_alone(now)
        else:
            self.send(now, job)
        self.begin(now)

    def begin_alone(self, now: float) -> None:
        if self.farm.alone == "last" and self.ordinary:
            return
        while self.alone and self.idle_lanes:
            job = self.alone.popleft()
            self.idle_lanes -= 1
            self.push(now + self.given.seconds[job], _ALONE, job)

    def send(self, now: float, job: int) -> None:
        self.link_free = max(self.link_free, now) + self.costs.transfer
        self.push(self.link_free, _COMMIT, job)

    def machine(self, number: int) -> list[int]:
        first = number * self.farm.per_machine
        return list(range(first, min(first + self.farm.per_machine, self.farm.workers)))

    def next_death(self, now: float) -> None:
        if not self.farm.hours_between_deaths:
            return
        machines = -(-self.farm.workers // self.farm.per_machine)
        rate = machines / (self.farm.hours_between_deaths * 3600)
        self.push(now + self.chance.expovariate(rate), _DEATH, self.chance.randrange(machines))

    def die(self, now: float, number: int) -> None:
        self.next_death(now)
        workers = self.machine(number)
        if self.down.issuperset(workers):
            return
        self.outcome.deaths += 1
        self.down |= set(workers)
        for worker in workers:
            if worker in self.at_work:
                job, began = self.at_work.pop(worker)
                del self.worker_of[job]
                self.outcome.working += now - began
                self.outcome.restarts += 1
                self.tries[job] = self.tries.get(job, 0) + 1
                self.waiting.appendleft(job)
        self.idle = [worker for worker in self.idle if worker not in self.down]
        self.push(now + self.farm.repair, _REPAIR, number)
        self.begin(now)

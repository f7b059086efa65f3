"""Joining a Dask cluster for one batch, and leaving it as it was."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import dask
from distributed import Client
from distributed.comm.addressing import get_address_host
from distributed.core import rpc
from distributed.security import Security

from grader.errors import GradingError, UsageError
from grader.execution.cluster import Cluster, loop_of
from grader.execution.station import Prepare, Station

CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 15.0
"""For all workers to answer; one that stands still is not waited for longer."""
_CLOSE_SECONDS = 5.0
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1 GiB"}
"""A submission of some megabytes is no mistake."""


@contextmanager
def joined(
    address: str,
    prepare: Prepare,
    seconds: float,
    ready: Callable[[Any], None],
    tell: Callable[[str], None],
) -> Iterator[Cluster[Any, Any]]:
    """The cluster of that scheduler; every worker of it, later ones too, gets a station.

    Args:
        address: Of the scheduler, as tcp://HOST:8786.
        prepare: Called once in each Dask worker.
        seconds: For one item.
        ready: Told what each worker has opened.
        tell: Told in a sentence of workers that are lost or unfit.

    Raises:
        UsageError: Nothing answers there.
        GradingError: Its workers cannot run this grader.
    """
    _quiet()
    with dask.config.set(_SETTINGS):
        client = _connected(address)
        cluster: Cluster[Any, Any] = Cluster(address, client, ready, tell)
        loop = loop_of(client)
        try:
            try:
                if not _equip(client, Station(cluster.name, prepare, seconds)):
                    tell(f"a worker of {address} does not answer; it is not waited for")
                client.subscribe_topic("all", cluster.hear)
                watching = asyncio.run_coroutine_threadsafe(cluster.watch(), loop)
                try:
                    yield cluster
                finally:
                    watching.cancel()
            finally:
                if client.status == "running":
                    with suppress(Exception):  # stations rest by themselves
                        _within(client, lambda: client.unregister_worker_plugin(cluster.name))
        finally:
            client.close(timeout=_CLOSE_SECONDS)


def _quiet() -> None:
    """Log nothing of Dask's here: it would be tracebacks, and what matters is said in sentences."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _connected(address: str) -> Client:
    try:
        # A client that cannot be made is hard to unmake, so it is looked first who answers.
        asyncio.run(asyncio.wait_for(_look(address), CONNECT_SECONDS))
        return Client(address, timeout=CONNECT_SECONDS, name="grader", set_as_default=False)
    except Exception as error:  # noqa: BLE001 - whatever answers there may say anything
        problem = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(
            f"--scheduler {address}: no scheduler of Dask's answers there ({problem}); "
            "`dask scheduler` starts one and says its address"
        ) from None


async def _look(address: str) -> None:
    """Raise if it is no address, or no scheduler's."""
    get_address_host(address)
    arguments = Security().get_connection_args("client")
    if address.startswith("tls://") and arguments.get("ssl_context") is None:
        raise ValueError("for tls:// Dask's configuration must name certificate, key and authority")
    async with rpc(address, timeout=CONNECT_SECONDS, connection_args=arguments) as there:
        kind = (await there.identity()).get("type")
    if kind != "Scheduler":
        raise ValueError(f"it is the address of a {kind}, which says its scheduler's")


def _equip(client: Client, station: Station) -> bool:
    """Give every worker its station; whether all of them have said that they have it."""
    try:
        _within(client, lambda: client.register_plugin(station, station.name))
    except TimeoutError:
        return False
    except Exception as error:  # noqa: BLE001 - a worker's, whatever it lacks
        problem = f"the workers cannot run this grader ({type(error).__name__}: {error})"
        remedy = "install `gradient-grader[cluster]`, the same version, on scheduler and workers"
        raise GradingError(f"{problem}; {remedy}") from None
    return True


def _within(client: Client, call: Callable[[], Awaitable[object]]) -> None:
    """Make a call to all workers; raises `TimeoutError` if not all of them answer in time.

    The scheduler tells those that come later all the same.
    """

    async def made() -> None:
        await call()

    asyncio.run_coroutine_threadsafe(made(), loop_of(client)).result(ANSWER_SECONDS)

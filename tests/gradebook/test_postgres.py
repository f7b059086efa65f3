"""A gradebook on a server: what is said when it cannot be had, and what others on it may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import IntegrityError

from grader.errors import UsageError
from grader.gradebook import faults, postgres
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import counts, execute, statements
from tests.gradebook.making import arrival, new_run, observed, person
from tests.servers.databases import ON_POSTGRESQL
from tests.servers.postgres import Server

pytestmark = ON_POSTGRESQL
OWN = pytest.mark.skipif(
    "GRADER_POSTGRES" in os.environ,
    reason="how the server that GRADER_POSTGRES names asks for passwords and sorts is up to it",
)
HOLD = """
import sys, time
from grader.gradebook.store import Gradebook
from tests.gradebook.making import arrival
cohort = Gradebook(sys.argv[1]).course(None)
with cohort._database.writing() as connection:
    from grader.gradebook import arrivals
    arrivals.ingest(connection, cohort._number, arrival("half", "done"))
    print("held", flush=True)
    time.sleep(60)
"""
"""A program that stands in the middle of a transaction."""


def refusal(url: str, *, create: bool = False) -> str:
    """What is said instead of opening it: one sentence on one line, without the password."""
    with pytest.raises(UsageError) as caught:
        Gradebook(url, create=create)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    return str(caught.value)


def changed(url: str, **parts: object) -> str:
    """The URL with other parts."""
    made = make_url(url).set(**parts)  # type: ignore[arg-type] # by their names
    return made.render_as_string(hide_password=False)


# ---- where it is ----


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg"])
def test_both_names_of_it(url: str, driver: str) -> None:
    """The plain one too, whatever SQLAlchemy's own choice of a driver is."""
    with Gradebook(changed(url, drivername=driver), create=True) as gradebook:
        assert gradebook._database.engine.driver == "psycopg"
        assert gradebook._database.path is None


def test_another_driver(url: str) -> None:
    """It would behave in another way, so it is refused by name."""
    said = refusal(changed(url, drivername="postgresql+psycopg2", password="hunter2"))  # noqa: S106
    assert "a gradebook cannot be in 'postgresql+psycopg2'" in said


def test_not_there(url: str) -> None:
    """Neither a database of that name, nor a server, nor a machine; nothing yet in an empty one."""
    assert 'database "nowhere" does not exist' in refusal(changed(url, database="nowhere"))
    socket = {"host": "/nonexistent"}
    said = refusal(changed(url, query=socket, password="hunter2"))  # noqa: S106 - to be looked for
    assert said.endswith("no server answers there; is it running on this machine?")
    here = changed(url, query={}, host="127.0.0.1", port=1, password="hunter2")  # noqa: S106
    assert refusal(here).endswith("no server answers there; is it running, and is the port right?")
    assert refusal(url).endswith("there is nothing in it yet")


@OWN
def test_a_password(url: str, postgres: Server) -> None:
    """With the right one it opens; with none or a wrong one it says where it can be kept."""
    name = make_url(url).database
    with suppress(Exception):  # made by an earlier test
        postgres.run("CREATE ROLE named LOGIN PASSWORD 'hunter2'")
    postgres.run(
        f"GRANT CREATE ON DATABASE {name} TO named", f"ALTER DATABASE {name} OWNER TO named"
    )
    right = changed(url, username="named", password="hunter2")  # noqa: S106 - of this server only
    with Gradebook(right, create=True) as gradebook:
        assert "hunter2" not in gradebook._database.place
        assert "named" not in gradebook._database.place
    words = "the user's password is wrong or missing; ~/.pgpass or PGPASSWORD can hold it"
    for wrong in (right.replace("hunter2", "hunter3"), right.replace(":hunter2", "")):
        said = refusal(wrong)
        assert said.endswith(words)
        assert "hunter" not in said


@pytest.mark.parametrize("script", ["CREATE TABLE song (title text)", "CREATE TABLE meta (a text)"])
@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_others(url: str, script: str, create: bool) -> None:  # noqa: FBT001 - of this table
    """Nothing is added to it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(script)
    assert refusal(url, create=create).endswith("it is a database, but no gradebook")
    with engine.begin() as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.exec_driver_sql(query).scalar() == 1
    engine.dispose()


def test_a_database_of_few_letters(postgres: Server, url: str) -> None:
    """One that cannot hold every name is refused before anything is made in it."""
    del url
    latin = "TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'"
    with postgres.database(latin) as other:
        assert "this database keeps LATIN1" in refusal(other, create=True)
        assert refusal(other).endswith("there is nothing in it yet")


def test_a_client_of_few_letters(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of encodings does not reach what is stored."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with Gradebook(url, create=True) as gradebook:
        cohort = gradebook.course("数学 ∂", create=True)
        cohort.enrol([person("s1", "Łukasz 😀")])
        assert [row.person.name for row in cohort.students()] == ["Łukasz 😀"]


# ---- rights ----


@pytest.fixture
def reader(url: str, gradebook: Gradebook, cohort: Cohort) -> Iterator[Gradebook]:
    """A gradebook with one submission, opened by somebody who may only read it."""
    cohort.add_run(cohort.ingest(arrival("s1")).id, new_run())
    role = f"r{make_url(url).database}"
    execute(
        gradebook,
        f"CREATE ROLE {role} LOGIN",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    )
    with Gradebook(changed(url, username=role)) as opened:
        yield opened
    execute(gradebook, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_who_may_only_read(reader: Gradebook) -> None:
    """Can do all that changes nothing; the rest is a sentence, and changes nothing."""
    cohort = reader.course(None)
    assert [row.person.key for row in cohort.students()] == ["s1"]
    assert reader.audit_faults() == []
    with pytest.raises(UsageError, match=r"its user may not do that \(permission denied for table"):
        cohort.ingest(arrival("s2"))
    with pytest.raises(UsageError, match="grant it the right, or name its owner"):
        cohort.log("me", "batch", {})
    assert counts(reader)["submission"] == 1


def test_who_may_write_and_owns_nothing(url: str, gradebook: Gradebook, cohort: Cohort) -> None:
    """With the rights that docs/gradebook.md names, all but the log can be changed."""
    role = f"w{make_url(url).database}"
    granted = (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    )
    page = (Path(__file__).parents[2] / "docs" / "gradebook.md").read_text(encoding="utf-8")
    assert all(line.replace(role, "tutor") in page for line in granted)
    execute(gradebook, f"CREATE ROLE {role} LOGIN", *granted)
    with Gradebook(changed(url, username=role)) as opened:
        theirs = opened.course("Another", create=True)
        theirs.add_run(theirs.ingest(arrival("s1")).id, new_run(observations=[observed()]))
        assert theirs.forget(1, by="me") == ["s1"]
        with pytest.raises(IntegrityError, match="only ever added to"):
            execute(opened, "DELETE FROM audit")
        with pytest.raises(UsageError, match="its user may not do that"):
            execute(opened, "DROP TRIGGER audit_only_grows ON audit")
    assert list(cohort.students()) == []
    execute(gradebook, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_server_that_is_only_read(url: str, gradebook: Gradebook, cohort: Cohort) -> None:
    """As a standby is."""
    del gradebook, cohort
    asleep = {**make_url(url).query, "options": "-c default_transaction_read_only=on"}
    with Gradebook(changed(url, query=asleep)) as opened:
        with pytest.raises(UsageError, match="the server only lets it be read"):
            opened.course(None).ingest(arrival("s1"))
        assert list(opened.course(None).students()) == []


def test_the_servers_own_isolation_does_not_matter(url: str) -> None:
    """Whoever waited for a turn sees what was done before it, also where another is the default."""
    strict = {**make_url(url).query, "options": "-c default_transaction_isolation=serializable"}
    with Gradebook(changed(url, query=strict), create=True) as gradebook:
        with gradebook._database.writing() as connection:
            query = "SHOW transaction_isolation"
            assert connection.exec_driver_sql(query).scalar() == "read committed"
        with gradebook._database.reading() as connection:
            assert connection.exec_driver_sql(query).scalar() == "repeatable read"


# ---- turns ----


@pytest.fixture
def holder(url: str, cohort: Cohort) -> Iterator[subprocess.Popen[str]]:
    """Another program that is in the middle of a transaction."""
    del cohort
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_killed_in_the_middle(
    holder: subprocess.Popen[str], gradebook: Gradebook, cohort: Cohort
) -> None:
    """While it lives, others wait and then say so; nothing of it is left, and others go on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "BUSY_SECONDS", 0.1)
        with pytest.raises(UsageError, match="another program has been writing to it for 30 sec"):
            cohort.ingest(arrival("s1"))
    assert list(cohort.students()) == []
    os.kill(holder.pid, signal.SIGKILL)
    assert cohort.ingest(arrival("s1")).new
    assert [row.person.key for row in cohort.students()] == ["s1"]
    assert counts(gradebook)["artifact"] == 1
    assert gradebook.audit_faults() == []


def test_a_machine_that_fell_silent(
    gradebook: Gradebook, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its turn ends by itself, its words are undone, and it is told that it was too late."""
    monkeypatch.setattr(postgres, "ABANDONED_SECONDS", 0.1)

    def fall_silent() -> None:
        with gradebook._database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO course (name) VALUES ('half')")
            time.sleep(0.3)
            connection.exec_driver_sql("INSERT INTO course (name) VALUES ('other half')")

    with pytest.raises(UsageError, match="the connection to the server was lost"):
        fall_silent()
    assert cohort.ingest(arrival("s1")).new
    assert gradebook.courses() == ["Networks"]


def terminate_others(url: str) -> int:
    """End every other connection to that database, as an administrator or a restart does."""
    engine = create_engine(url)
    with engine.connect() as connection:
        ended = connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).all()
    engine.dispose()
    return len(ended)


def test_ended_between_two_transactions(url: str, gradebook: Gradebook, cohort: Cohort) -> None:
    """Nobody notices: the next one has a new connection."""
    cohort.ingest(arrival("s1"))
    assert terminate_others(url) >= 1
    assert cohort.ingest(arrival("s2")).new
    assert counts(gradebook)["submission"] == 2


def test_ended_in_the_middle(url: str, gradebook: Gradebook, cohort: Cohort) -> None:
    """One clear sentence, nothing half done, and the same works afterwards."""
    stored = cohort.ingest(arrival("s1"))
    before = counts(gradebook)
    run = new_run(observations=[observed()])
    with pytest.MonkeyPatch.context() as patch:

        def ended(*_: object) -> dict[str, object]:
            assert terminate_others(url) >= 1
            return {}

        patch.setattr("grader.gradebook.runs._scores", ended)
        with pytest.raises(UsageError) as caught:
            cohort.add_run(stored.id, run)
    name = make_url(url).database
    assert str(caught.value) == (
        f"the gradebook postgresql+psycopg:///{name}: the connection to the server was lost; once "
        "it is back, the same command goes on"
    )
    assert counts(gradebook) == before
    assert cohort.add_run(stored.id, run) is not None
    assert gradebook.audit_faults() == []


def test_a_turn_is_one_exchange(gradebook: Gradebook, cohort: Cohort) -> None:
    """Waiting for it, and limits for waiting and for silence, cost one statement."""
    with statements(gradebook) as said:
        cohort.log("me", "batch", {})
    assert "pg_advisory_xact_lock" in said[0]
    assert len(said) == 5


# ---- what it holds ----


def test_a_large_content(cohort: Cohort) -> None:
    """Tens of megabytes that cannot be made smaller."""
    content = os.urandom(20_000_000)
    assert cohort.content(cohort.ingest(arrival("s1", content)).id) == content


@OWN
def test_the_order_is_not_the_databases(gradebook: Gradebook, cohort: Cohort) -> None:
    """It sorts as people do, we by code points, as in SQLite: students and courses."""
    with gradebook._database.reading() as connection:
        query = "SELECT 'a' < 'B'"
        assert connection.exec_driver_sql(query).scalar() is True, "the tests' server has to differ"
    keys = ["ä", "a", "B", "_", "Z", "é", "e\u0301", "10", "9"]
    cohort.enrol([person(key) for key in keys])
    assert [row.person.key for row in cohort.students()] == sorted(keys)
    for name in ("b", "B", "a", "É"):
        gradebook.course(name, create=True)
    assert gradebook.courses() == ["B", "Networks", "a", "b", "É"]
    with pytest.raises(UsageError, match="the courses in it are B, Networks, a, b, É"):
        gradebook.course(None)


def test_the_log_cannot_be_emptied(gradebook: Gradebook, cohort: Cohort) -> None:
    """Nor in the one way more that PostgreSQL has."""
    cohort.log("me", "batch", {})
    with pytest.raises(IntegrityError, match="only ever added to"):
        execute(gradebook, "TRUNCATE audit")
    assert len(list(gradebook.audit())) == 2


def test_a_fork_leaves_the_connections_alone(
    gradebook: Gradebook, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process opens its own, and does not use or end those that it was born with."""
    with closing(gradebook._database.engine.raw_connection()) as pooled:
        born_with = pooled.driver_connection
    monkeypatch.setattr("os.getpid", lambda: -1)
    with closing(gradebook._database.engine.raw_connection()) as pooled:
        assert pooled.driver_connection is not born_with
    cohort.ingest(arrival("s1"))
    assert born_with is not None
    assert born_with.execute("SELECT count(*) FROM submission").fetchone() == (1,)
    born_with.close()


def test_what_a_row_holds_is_not_said(gradebook: Gradebook) -> None:
    """The server's details name values of rows; only its first line is for people."""
    with (
        pytest.raises(UsageError) as caught,
        faults.in_words("here"),
        gradebook._database.engine.begin() as connection,
    ):
        connection.exec_driver_sql("SELECT CAST('Jane Doe' AS integer) FROM student, nowhere")
    assert str(caught.value) == 'the gradebook here: relation "nowhere" does not exist'

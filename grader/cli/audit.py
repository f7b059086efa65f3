"""`grader audit`: what was decided and done, and whether the log is whole."""

from __future__ import annotations

import json

import click

from grader.cli.books import db_option
from grader.report.safe import one_line

LONGEST = 2_000


@click.command("audit")
@db_option
def command(url: str) -> int:
    """List the log: time, who, what and details of each entry; then what is wrong with it."""
    from grader.gradebook.store import Gradebook

    with Gradebook(url) as gradebook:
        for entry in gradebook.audit():
            at = entry.at.isoformat(timespec="seconds")
            details = json.dumps(entry.payload, ensure_ascii=False, sort_keys=True)
            line = f"{at} {one_line(entry.by)} {one_line(entry.action)} {details}"
            click.echo(one_line(line, LONGEST))
        faults = gradebook.audit_faults()
    for fault in faults:
        click.echo(f"grader: {one_line(fault)}", err=True)
    return 1 if faults else 0

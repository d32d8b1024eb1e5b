"""What doctor asks the database; read only once settings may be."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from cairn.cli.exits import Stop
from cairn.cli.findings import BAD, GOOD, MIND, Finding
from cairn.cli.migrate import check_keys
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.trust.models import Heartbeat, Todo

ASLEEP = dt.timedelta(seconds=60)


def findings(data: Path, running: bool) -> Iterator[Finding]:
    """Tables, keys, worker, clock."""
    try:
        with wall.everywhere("an installation is looked at as a whole"):
            yield from _tables()
            yield from _keys(data)
            yield from _worker(running)
            yield from _clock()
    except DatabaseError as error:
        yield Finding(BAD, "database", f"does not answer as it should: {str(error).strip()}")


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = f"{len(plan)} migrations are not applied; ./run applies them" if plan else "answers, and is of this version"
    yield Finding(BAD if plan else GOOD, "database", f"{connection.vendor}, {says}")


def _keys(data: Path) -> Iterator[Finding]:
    try:
        check_keys(data)
        yield Finding(GOOD, "keys", "open this database")
    except Stop as stop:
        yield Finding(BAD, "keys", stop.sentence)


def _worker(running: bool) -> Iterator[Finding]:
    last = Heartbeat.objects.order_by("-at").first()
    awake = last is not None and now() - last.at < ASLEEP
    seen = f"last seen {last.at:%Y-%m-%d %H:%M:%S} UTC" if last else "never seen"
    yield Finding(GOOD if awake or not running else BAD, "worker", "awake" if awake and running else seen)
    dead = Todo.objects.filter(done_at=None).exclude(dead_at=None).count()
    late = Todo.objects.filter(done_at=None, dead_at=None, due_at__lt=now() - dt.timedelta(minutes=10)).count()
    says = f"{late} things wait longer than ten minutes, {dead} were given up"
    yield Finding(MIND if dead or late else GOOD, "waiting", says if dead or late else "nothing waits too long")


def _clock() -> Iterator[Finding]:
    """A clock that ran backwards would order what people wrote wrongly and revive links that had ended."""
    upgraded = max(MigrationRecorder(connection).applied_migrations().values(), key=lambda one: one.applied).applied
    beat = Heartbeat.objects.order_by("-at").first()
    latest = max(upgraded, beat.at) if beat else upgraded
    behind = latest - now()
    ok = behind < dt.timedelta(seconds=5)
    yield Finding(
        GOOD if ok else BAD, "clock", f"{now():%Y-%m-%d %H:%M:%S} UTC" if ok else f"runs {behind} behind the data"
    )

"""The second walls, inside the database: facts that cannot be changed, rows no other organisation can reach.

Raised after every migration by `raise_walls`, which may be run again at any time: a table that was added is
walled too. Row-level security is PostgreSQL's; on SQLite a test guard watches instead (tests/guard.py).
"""

from django.apps import apps
from django.db import connection, models

from cairn.trust.models import Fact

_HERE = "current_setting('cairn.organisation', true)"


def walled_tables() -> list[tuple[str, str]]:
    """Each table that belongs to an organisation, with the column that says to which."""
    found = []
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.name == "organisation":
                found.append((model._meta.db_table, str(field.column)))
    return sorted(found)


def raise_walls() -> None:
    """Put up or renew every wall. Idempotent; needs the tables' owner."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    facts = Fact._meta.db_table
    return [
        statement
        for verb in ("UPDATE", "DELETE")
        for statement in (
            f"DROP TRIGGER IF EXISTS facts_stay_{verb.lower()}",
            f"CREATE TRIGGER facts_stay_{verb.lower()} BEFORE {verb} ON {facts} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
        )
    ]


def _postgresql() -> list[str]:
    facts = Fact._meta.db_table
    statements = [
        "CREATE OR REPLACE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is never changed'; END $$",
        f"DROP TRIGGER IF EXISTS facts_stay ON {facts}",
        f"CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE ON {facts} FOR EACH ROW EXECUTE FUNCTION facts_stay()",
        f"DROP TRIGGER IF EXISTS facts_stay_whole ON {facts}",
        f"CREATE TRIGGER facts_stay_whole BEFORE TRUNCATE ON {facts} FOR EACH STATEMENT EXECUTE FUNCTION facts_stay()",
    ]
    for table, column in walled_tables():
        inside = f"{_HERE} = '*' OR {column} = NULLIF(NULLIF({_HERE}, ''), '*')::bigint"
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS wall ON {table}",
            f"CREATE POLICY wall ON {table} USING ({inside}) WITH CHECK ({inside})",
        ]
    return statements


def let_in(role: str) -> None:
    """Give PostgreSQL's application role what it needs and no more: it owns nothing and changes no fact."""
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {Fact._meta.db_table} FROM {quoted}")

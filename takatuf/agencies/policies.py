"""Row policies as SQL for migrations: ENABLE and FORCE on a table, then who may do what, by Access alone."""

from collections.abc import Iterable, Mapping

from django.db.migrations.operations.special import RunSQL

_GRANTED = """EXISTS (SELECT 1 FROM agencies_access AS granted
    WHERE granted.record_id = {table}.{column} AND granted.agency_id = (SELECT house.actor_agency()) {levels})"""
_OWN = "{table}.{column} = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter'"
_WRITES = "AND granted.level IN ('write', 'lead')"
_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def _policy(table: str, name: str, command: str, condition: str) -> str:
    using = f" USING ({condition})" if command in {"SELECT", "UPDATE", "DELETE"} else ""
    check = f" WITH CHECK ({condition})" if command in {"INSERT", "UPDATE"} else ""
    return f"CREATE POLICY {name} ON {table} FOR {command} TO app{using}{check};"


def protect(
    table: str,
    *,
    record_column: str = "record_id",
    workers: str = "raw",
    reporter_column: str | None = None,
    reporters: str = "",
    systems: Mapping[str, str] | None = None,
) -> RunSQL:
    """Row security for one table, as one reversible migration step.

    `workers`, `reporters` and the values of `systems` (job name -> rights) are made of r(ead), a(dd), w(rite) and
    d(elete). Workers reach the rows of the records that their agency has access to; a reporter the rows whose
    `reporter_column` is their own mailbox or draft; a job of the system every row, with just these rights.
    """
    # A job's own name is asked first: it is known once for a statement, while access is looked up for each row.
    conditions: dict[str, list[str]] = {letter: [] for letter in _COMMANDS}
    for purpose, rights in (systems or {}).items():
        for letter in rights:
            conditions[letter].append(f"(SELECT house.actor_purpose()) = '{purpose}'")
    for letter in workers:
        levels = "" if letter == "r" else _WRITES
        conditions[letter].append(_GRANTED.format(table=table, column=record_column, levels=levels))
    for letter in reporters:
        conditions[letter].append(_OWN.format(table=table, column=reporter_column))
    return protect_by(table, {_COMMANDS[letter]: parts for letter, parts in conditions.items() if parts})


def look_up_each(table: str, *, systems: Iterable[str] = (), reporter_column: str | None = None) -> RunSQL:
    """Have readers' access to a table that `protect` protects looked up row by row, and never gathered whole first.

    For tables of which a page shows the first few by an index: left to itself the database reads all grants of the agency
    for it, tens of thousands, because it does not know that the page ends after twenty rows. OFFSET 0 keeps it from that.
    `systems` are the jobs that may read, and `reporter_column` is that of reporters who may, as `protect` was told.
    """
    looked_up = _GRANTED.format(table=table, column="record_id", levels="OFFSET 0")
    gathered = _GRANTED.format(table=table, column="record_id", levels="")
    jobs = [f"((SELECT house.actor_purpose()) = '{purpose}')" for purpose in systems]
    own = [f"({_OWN.format(table=table, column=reporter_column)})"] if reporter_column else []
    change = "ALTER POLICY {table}_select ON {table} USING ({condition});"
    return RunSQL(
        change.format(table=table, condition=" OR ".join([*jobs, f"({looked_up})", *own])),
        change.format(table=table, condition=" OR ".join([*jobs, f"({gathered})", *own])),
    )


def protect_by(table: str, conditions: Mapping[str, list[str]]) -> RunSQL:
    """Row security by conditions given in full: command (SELECT, INSERT, UPDATE, DELETE) -> alternatives in SQL."""
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
    ]
    for command, parts in conditions.items():
        condition = " OR ".join(f"({part})" for part in parts)
        statements.append(_policy(table, f"{table}_{command.lower()}", command, condition))
        if command == "DELETE":
            statements.append(f"GRANT DELETE ON {table} TO app;")
    drops = [f"DROP POLICY {table}_{command.lower()} ON {table};" for command in conditions]
    drops.append(
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
    return RunSQL("\n".join(statements), "\n".join(drops))

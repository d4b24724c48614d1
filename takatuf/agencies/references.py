"""References that the database checks once for each statement instead of once for each row, as SQL for migrations.

For tables that grow with every report: row by row, foreign keys took two fifths of the database's time. What is promised is
the same: no row refers to what is not there (docs/decisions/0008-references-by-statement.md).
"""

from collections.abc import Mapping

from django.db.migrations.operations.special import RunSQL

_CONSTRAINT = "{table}_{column}_refers"

# What nobody may do under a snapshot of its own: it would not see what others have committed meanwhile.
_FRESH = """IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE invalid_transaction_state USING MESSAGE = 'This table is written under READ COMMITTED only.';
  END IF;"""

_MISSING = """IF EXISTS (SELECT 1 FROM {rows} AS child
      WHERE NOT EXISTS (SELECT 1 FROM public.{parent} AS parent WHERE parent.id = child.{column})) THEN
    RAISE foreign_key_violation USING MESSAGE = 'A row of {table} refers by {column} to a row of {parent} that is not there.',
      TABLE = '{table}', COLUMN = '{column}', CONSTRAINT = '{constraint}';
  END IF;"""
_EACH = "(SELECT {column} FROM added WHERE {column} IS NOT NULL)"
_FEW = "(SELECT DISTINCT {column} FROM added WHERE {column} IS NOT NULL)"

# Look-ups by index in every plan that is kept: a plan that was made while the table was small would read all of it later.
_BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

_CHILD = """
CREATE FUNCTION house.{table}_refers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
  {by_index} AS $$
BEGIN
  {fresh}
  {checks}
  RETURN NULL;
END $$;
GRANT SELECT ({columns}) ON {table} TO finder;
{grants}
CREATE TRIGGER {table}_refers_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.{table}_refers();
CREATE TRIGGER {table}_refers_changed AFTER UPDATE ON {table} REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.{table}_refers();
"""

# The parent's side. The lock waits for every writer of the table that refers, so that none of them is missed.
_PARENT = """
CREATE FUNCTION house.{table}_{column}_lock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  {fresh}
  LOCK TABLE public.{table} IN SHARE ROW EXCLUSIVE MODE;
  RETURN NULL;
END $$;
CREATE FUNCTION house.{table}_{column}_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.{table} AS child JOIN removed ON removed.id = child.{column}) THEN
    RAISE foreign_key_violation USING MESSAGE = 'A row of {parent} stays while {table} refers to it by {column}.',
      TABLE = '{table}', COLUMN = '{column}', CONSTRAINT = '{constraint}';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION house.{table}_{column}_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE foreign_key_violation USING MESSAGE = 'The ids of {parent} never change, and it is never emptied: {table} refers to it.',
    TABLE = '{table}', COLUMN = '{column}', CONSTRAINT = '{constraint}';
END $$;
CREATE TRIGGER {table}_{column}_lock BEFORE DELETE ON {parent}
  FOR EACH STATEMENT EXECUTE FUNCTION house.{table}_{column}_lock();
CREATE TRIGGER {table}_{column}_held AFTER DELETE ON {parent} REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION house.{table}_{column}_held();
CREATE TRIGGER {table}_{column}_kept BEFORE UPDATE OF id ON {parent}
  FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION house.{table}_{column}_kept();
CREATE TRIGGER {table}_{column}_whole BEFORE TRUNCATE ON {parent}
  FOR EACH STATEMENT EXECUTE FUNCTION house.{table}_{column}_kept();
"""

# The role that passes row security looks, since a row may refer to one that its writer cannot read. Only a superuser gives a
# function to a role that it is not a member of; the migrations' own role comes back after.
_OWNED = """
SET ROLE NONE;
{statements}
SET ROLE owner;
"""


def refer(table: str, references: Mapping[str, str], *, few: frozenset[str] = frozenset()) -> RunSQL:
    """Have the database check these references (column -> table whose `id` it holds), as one reversible migration step.

    A row that is added or changed refers to a row that is there, or the statement fails (SQLSTATE 23503); a row that is
    referred to cannot be deleted, and its id cannot change. Unlike a deferred foreign key this is checked by the end of each
    statement, so the row that is referred to comes first. `few` names the columns that hold few different values.
    """
    return RunSQL(_made(table, references, few), _dropped(table, references))


def _made(table: str, references: Mapping[str, str], few: frozenset[str]) -> str:
    checks, parents, owned = [], [], [f"ALTER FUNCTION house.{table}_refers() OWNER TO finder;"]
    for column, parent in references.items():
        names = {"table": table, "column": column, "parent": parent}
        names["constraint"] = _CONSTRAINT.format(**names)
        rows = (_FEW if column in few else _EACH).format(**names)
        checks.append(_MISSING.format(rows=rows, **names))
        parents.append(_PARENT.format(fresh=_FRESH, **names))
        owned.append(f"ALTER FUNCTION house.{table}_{column}_held() OWNER TO finder;")
    child = _CHILD.format(
        table=table, by_index=_BY_INDEX, fresh=_FRESH, checks="\n  ".join(checks), columns=", ".join(references),
        grants="\n".join(f"GRANT SELECT (id) ON {parent} TO finder;" for parent in sorted(set(references.values()))),
    )  # fmt: skip
    return child + "".join(parents) + _OWNED.format(statements="\n".join(owned))


def _dropped(table: str, references: Mapping[str, str]) -> str:
    drops = [f"DROP TRIGGER {table}_refers_{end} ON {table};" for end in ("added", "changed")]
    drops.append(f"DROP FUNCTION house.{table}_refers();")
    for column, parent in references.items():
        drops += [
            f"DROP TRIGGER {table}_{column}_{end} ON {parent};" for end in ("lock", "held", "kept", "whole")
        ]
        drops += [f"DROP FUNCTION house.{table}_{column}_{end}();" for end in ("lock", "held", "kept")]
    return _OWNED.format(statements="\n".join(drops))

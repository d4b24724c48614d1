"""Checking an installation: rights, row security, keys, the ledger, and who reads; each in a line."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, connections

from takatuf.agencies.queries import agency_by_code, roles_at_work
from takatuf.agencies.rules import may
from takatuf.agencies.unprotected import UNPROTECTED
from takatuf.config.commands.rows import hold_rows
from takatuf.config.migrating import differing_migrations
from takatuf.config.outage import outage_in_words
from takatuf.config.provision import OLDEST_SERVER
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused
from takatuf.ledger import tree
from takatuf.ledger.models import Checkpoint, LedgerEntry, LedgerNode
from takatuf.ledger.queries import own_head
from takatuf.ledger.verifier import leaf_hash
from takatuf.vault.house_signer import house_signer
from takatuf.vault.keys import keyring
from takatuf.vault.models import WrappedKey
from takatuf.vault.queries import data_keys

BLOCK = 16_384  # entries of the ledger that are in memory at once; a power of two, so that a block is a whole subtree
MAY_PASS, MAY_READ = 0o001, 0o004  # what everybody on the machine may do with a folder, and with a file
SECRET_FILES = (
    "TAKATUF_KEYS_PASSPHRASE_FILE", "TAKATUF_SIGNER_PASSPHRASE_FILE", "TAKATUF_GATEWAY_SECRET_FILE", "TAKATUF_SMTP_PASSWORD_FILE",
)  # fmt: skip


class CheckFailed(Refused):
    """One thing that is not as it must be."""


def _rights() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        name, is_super, bypasses = cursor.fetchone()
        if name != "app" or is_super or bypasses:
            raise CheckFailed(
                f"The pages sign in to the database as {name!r}; they must be 'app', bound by row security."
            )
        cursor.execute("SELECT has_table_privilege('agencies_scopetoken', 'SELECT')")
        if cursor.fetchone()[0]:
            raise CheckFailed(
                "The role app can read the scope tokens; run the migrations as the owner again."
            )
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise CheckFailed(
                "The keeper is bound by row security: its backups would be empty. Grant it BYPASSRLS."
            )
    return "The database roles have their rights, and no more."


def _tables() -> str:
    """Whether the tables are those of this version of the program, and the server one that it knows."""
    with connections["keeper"].cursor() as cursor:
        server = cursor.connection.info.server_version
    if server < OLDEST_SERVER:
        raise CheckFailed(f"The database is PostgreSQL {server // 10_000}; it must be 15 or later.")
    missing, unknown = differing_migrations(connections["keeper"])
    if unknown:
        raise CheckFailed(
            f"The database was brought up to date by a newer Takatuf ({unknown[0]}): install that one again."
        )
    if missing:
        raise CheckFailed(
            f'The tables are of an older Takatuf ({missing[0]} is missing): "takatuf serve" brings them up to date at its start.'
        )
    return "The tables are those of this version."


def _row_security() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        bare = {row[0] for row in cursor.fetchall()} - UNPROTECTED.keys()
    if bare:
        raise CheckFailed(f"These tables are without row security: {', '.join(sorted(bare))}.")
    return "Every table with personal data is under row security."


def _records(most: int = 1000) -> Iterator[list[UUID]]:
    """The records that have a key, in pages by their ids, so that a million of them need no memory."""
    rows = WrappedKey.objects.filter(wrapped__isnull=False).order_by("record_id")
    last = UUID(int=0)
    while page := list(rows.filter(record_id__gt=last).values_list("record_id", flat=True)[:most]):
        yield page
        last = page[-1]


def _keys() -> str:
    ring = keyring()
    if ring.is_plain and settings.ENVIRONMENT.is_production:
        raise CheckFailed(
            'The keyring is a plain file; in production it is sealed: "takatuf keys seal FILE".'
        )
    opened = 0
    for page in _records():
        try:
            opened += len(data_keys(page))
        except Refused as refusal:
            raise CheckFailed(f"The keyring does not open every data key: {refusal}") from refusal
    return f"The keyring opens the data keys ({opened} tried)."


def _tree_anew(size: int) -> tuple[bytes, bool]:
    """The root that the first `size` entries give, and whether the stored tree is theirs; by blocks, in flat memory.

    Raises CheckFailed where an entry is missing.
    """
    # What later blocks and the root read: all that stands above the blocks, and the last block.
    kept: dict[tuple[int, int], bytes] = {}
    stands = True
    for first in range(0, size, BLOCK):
        rows = LedgerNode.objects.filter(level=0, place__gte=first, place__lt=min(first + BLOCK, size))
        leaves = (
            rows.filter(entry__leaf__isnull=False).order_by("place").values_list("entry__leaf", flat=True)
        )
        hashes = [leaf_hash(bytes(leaf)) for leaf in leaves.iterator()]
        if len(hashes) != min(BLOCK, size - first):
            held = LedgerEntry.objects.filter(nodes__place__lt=size).count()
            raise CheckFailed(f"The ledger signed {size} entries and holds {held}.")
        kept = {place: hash for place, hash in kept.items() if 1 << place[0] >= BLOCK}
        nodes = tree.append(hashes, first, lambda level, place: kept[level, place])  # noqa: B023 - read at once
        stands = stands and _stored(nodes)
        kept |= nodes
    return tree.root(size, lambda level, place: kept[level, place]), stands


def _stored(nodes: Mapping[tuple[int, int], bytes]) -> bool:
    """Whether these hashes of the tree are the stored ones."""
    for level in {level for level, _place in nodes}:
        places = {place: hash for (at, place), hash in nodes.items() if at == level}
        rows = LedgerNode.objects.filter(level=level, place__gte=min(places), place__lte=max(places))
        stored = {place: bytes(hash) for place, hash in rows.values_list("place", "hash")}
        if stored != places:
            return False
    return True


def _ledger() -> str:
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return "The ledger is still empty."
    root, tree_stands = _tree_anew(newest.size)
    if root != bytes(newest.root):
        raise CheckFailed("The ledger's entries do not give the root that was signed: something was altered.")
    if not tree_stands:
        raise CheckFailed(
            "The stored tree of the ledger is not the one that its entries give: something was altered."
        )
    try:
        signed = own_head(newest.note).checkpoint
    except ValueError as error:
        raise CheckFailed("The ledger's newest head is not signed by this house's key.") from error
    if (signed.size, signed.root) != (newest.size, root):
        raise CheckFailed("The ledger's newest head was signed for another tree.")
    named = (
        ""
        if signed.origin == settings.TAKATUF_LEDGER_ORIGIN
        else f" The newest head still bears the name {signed.origin}."
    )
    return f"The ledger's {newest.size} entries give the root that was signed.{named}"


def _rows() -> str:
    """Whether the rows that the ledger binds, from reports to rulings and meetings, say what their lines were made of."""
    try:
        found = hold_rows()
    except Refused as refusal:
        raise CheckFailed(f"A sealed text does not open, so its row was altered: {refusal}") from refusal
    if found.faults:
        named = "; ".join(str(fault) for fault in found.faults)
        more = f"; and {found.more:,} more" if found.more else ""
        raise CheckFailed(f"Something was altered behind the program's back: {named}{more}.")
    erased = f" ({found.erased:,} erased ones passed over)" if found.erased else ""
    return f"The rows under {found.records:,} records say what the ledger binds{erased}."


def _key_files() -> str:
    """Whether others on this machine reach a file with a key or a secret; a public one (.pub) may be read by everybody."""
    folder = settings.TAKATUF_KEYS
    open_to_others = folder.stat().st_mode & MAY_PASS
    files = [
        path
        for path in (sorted(folder.rglob("*")) if open_to_others else ())
        if path.is_file() and path.suffix != ".pub"
    ]
    named = [Path(os.environ[name]) for name in SECRET_FILES if os.environ.get(name)]
    loose = [path for path in (*files, *named) if path.exists() and path.stat().st_mode & MAY_READ]
    if loose:
        raise CheckFailed(
            f"Everybody on this machine may read {loose[0]}; take those rights away (chmod 600)."
        )
    return "Nobody else on this machine reads the keys."


def _reader() -> str:
    """Whether somebody reads what the public sends; a report without a reader would be nobody's."""
    code = settings.TAKATUF_INTAKE_AGENCY
    try:
        roles = roles_at_work(agency_by_code(code).id)
    except NotFound:
        raise CheckFailed(
            f"No agency has the code {code!r}, to which the public form reports: add it with "
            f'"takatuf agency add {code} --sector hotline --name …", or name another in TAKATUF_INTAKE_AGENCY.'
        ) from None
    if not any(may(role, "report.triage") for role in roles):
        raise CheckFailed(
            f"Nobody at {code} reads reports: add a triage officer with "
            f'"takatuf user NAME --agency {code} --role triage_officer --name …".'
        )
    return f"Reports of the public go to {code}, where somebody reads them."


def _languages() -> str:
    """What the language packs say, and what of them is not shown because it loses a number or brings a mark of its own."""
    packs = settings.ENVIRONMENT.packs
    if not packs:
        return "The public pages stand in Arabic and English; TAKATUF_LANGUAGES names a folder with more languages."
    said = []
    for pack in packs:
        sentence = f"{pack.code} says {len(pack.messages) - 1:,} sentences, the rest in {pack.otherwise}"
        if pack.left_out:
            sentence += f" ({len(pack.left_out):,} left out, for example {pack.left_out[0]!r}: its numbers or marks differ)"
        said.append(sentence)
    return f"Languages beside Arabic and English: {'; '.join(said)}."


def _signer() -> str:
    """Whether documents for the court can be signed, and until when; the key itself is tried when the first of them is."""
    if settings.TAKATUF_SIGNER_FILE is None:
        how = (
            "no document for the court can be signed"
            if settings.ENVIRONMENT.is_production
            else "a demonstration makes a key of its own"
        )
        return f"TAKATUF_SIGNER_FILE is not set: {how}."
    at = now()
    ends_at = house_signer(at=at).certificate.not_valid_after_utc
    if ends_at <= at:
        raise CheckFailed(
            f"The certificate that signs for the court ended on {ends_at:%Y-%m-%d}: name a newer key in TAKATUF_SIGNER_FILE."
        )
    return f"Documents for the court are signed with a certificate that holds until {ends_at:%Y-%m-%d}."


WHOLE: tuple[Callable[[], str], ...] = (_rights, _tables, _row_security, _keys, _key_files, _ledger, _rows)
CHECKS = (*WHOLE, _signer, _reader, _languages)


def check(checks: Iterable[Callable[[], str]] = CHECKS) -> int:
    """Run every check and print its sentence; 1 when one failed. `WHOLE` are those that hold for a copy brought back too."""
    status = 0
    for one in checks:
        try:
            print(f"ok    {one()}")
        except (Refused, DatabaseError, OSError) as error:
            print(f"FAIL  {outage_in_words(error) or error}")
            status = 1
    return status

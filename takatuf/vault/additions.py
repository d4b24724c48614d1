"""What stands after a signature: validation data and time stamps as this house adds them, told quickly from all else.

The library's own comparison walks the whole tree of the signed document for each part that was added; over 1,200 tagged
facts that takes more than a second. What this house adds has one narrow form, and whether an addition has it can be
seen from the few objects that were added. Whatever has another form goes to the library's comparison, which decides.
"""

import re
from collections import Counter
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import MetadataUpdateRule
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

# A reference as any reader may take it: two numbers and R, with white space or remarks between. Wider than the standard
# on purpose; one found too many sends the file to the library's comparison, one found too few would hide a use.
_GAP = rb"(?:[\0\t\n\x0b\f\r ]|%[^\r\n]*+[\r\n])++"
_REFERENCE = re.compile(rb"(\d{1,10})" + _GAP + rb"\d{1,10}" + _GAP + rb"R")

_CHANGES_IN_INFO = {"/ModDate", "/Producer"}
_FIELD = {
    "/FT": "/Sig", "/Type": "/Annot", "/Subtype": "/Widget", "/F": 132, "/Rect": [0, 0, 0, 0],
}  # fmt: skip
_FIELD_KEYS = {*_FIELD, "/T", "/TU", "/P", "/V"}
_STAMP = {"/Type": "/DocTimeStamp", "/Filter": "/Adobe.PPKLite", "/SubFilter": "/ETSI.RFC3161"}
_STAMP_KEYS = {*_STAMP, "/Contents", "/ByteRange"}
_ACTIONS = {"/A", "/AA", "/JS", "/OpenAction"}
_EVIDENCE = ("/Certs", "/CRLs", "/OCSPs")


class _OtherForm(Exception):  # noqa: N818 - no error of anybody's: the library decides then
    """The addition does not have the one form that this house writes."""


class AdditionsPolicy(DiffPolicy):
    """Judges what follows a signature over the first `length` bytes of a file.

    An addition in the house's own form is LTA_UPDATES at once; anything else is what the library's comparison says. The
    form is narrower than what that comparison lets through, so nothing passes here that it would refuse
    (`tests/vault/test_additions.py` holds both against each other).
    """

    def __init__(self, pdf: bytes, length: int) -> None:
        self._signed = pdf[:length]

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        """The library's comparison of two revisions, unchanged."""
        return DEFAULT_DIFF_POLICY.apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult | SuspiciousModification:
        """What was added since the base revision, as the library says it."""
        base = base_revision if isinstance(base_revision, int) else base_revision.revision
        if field_mdp_spec is None and doc_mdp is None and has_own_form(self._signed, reader, base):
            return DiffResult(ModificationLevel.LTA_UPDATES, set())
        if _lies_behind(reader, base, len(self._signed)):
            return SuspiciousModification("A signed object lies behind the signed bytes.")
        if any(_acts(reader, base, revision) for revision in range(base + 1, reader.xrefs.total_revisions)):
            return SuspiciousModification("Something that was added after the signature acts by itself.")
        return DEFAULT_DIFF_POLICY.review_file(reader, base_revision, field_mdp_spec, doc_mdp)


def _lies_behind(reader: PdfFileReader, base: int, signed: int) -> bool:
    """Whether a signed object has its place behind the signed bytes, where whoever adds something fills it.

    The library's comparison does not ask this (found by `tests/vault/test_additions.py`).
    """
    sections = [reader.xrefs.get_xref_data(revision) for revision in range(base + 1)]
    return any(place >= signed for section in sections for _, place in section.standard_xrefs.values())


def _acts(reader: PdfFileReader, base: int, revision: int) -> bool:
    """Whether an object of this revision holds an action that it did not hold when it was signed.

    The library's comparison looks at where a new signature field stands, not at what it does: an action written into the
    field itself passes there (found by `tests/vault/test_additions.py`).
    """
    signed, new = reader.get_historical_resolver(base), reader.get_historical_resolver(revision)
    return any(
        _has_action(new(ref)) and (signed.is_ref_unassignable(ref) or not _has_action(signed(ref)))
        for ref in _written_in(new)
    )


def _written_in(resolver: HistoricalResolver) -> set[generic.Reference]:
    """The objects that a revision itself writes."""
    written: set[generic.Reference] = resolver.explicit_refs_in_revision()  # type: ignore[no-untyped-call]
    return written


def _has_action(value: Any) -> bool:
    if isinstance(value, generic.DictionaryObject):
        return not _ACTIONS.isdisjoint(value.keys()) or any(
            map(_has_action, map(value.raw_get, value.keys()))
        )
    return isinstance(value, generic.ArrayObject) and any(map(_has_action, value))


def has_own_form(signed: bytes, reader: PdfFileReader, base: int) -> bool:
    """Whether every revision after `base` adds only what this house adds; `signed` are the bytes up to there.

    Each is held against the one before it, so that what an earlier one added must stay too.
    """
    try:
        _check_container(reader, base)
        _expect(not _lies_behind(reader, base, len(signed)))
        named = _names_in(signed)
        fresh: set[int] = set()
        for revision in range(base + 1, reader.xrefs.total_revisions):
            fresh |= _Addition(reader, revision, base, named).check()
        # A signed object that points at a number which nothing had yet would be filled by an addition.
        return not any(named[number] for number in fresh)
    except (_OtherForm, SuspiciousModification, KeyError, IndexError, TypeError, AttributeError):
        return False


def _names_in(signed: bytes) -> Counter[int]:
    """How often each object is pointed at. Counted over all bytes: drawn content that looks like it only counts more."""
    return Counter(int(number) for number in _REFERENCE.findall(signed))


def _check_container(reader: PdfFileReader, base: int) -> None:
    """Plain tables of references throughout, no objects inside other objects, nothing encrypted, nothing freed."""
    xrefs = reader.xrefs
    _expect(not reader.encrypted)
    for revision in range(xrefs.total_revisions):
        data, info = xrefs.get_xref_data(revision), xrefs.get_xref_container_info(revision)
        _expect(data.hybrid is None and info.stream_ref is None and not data.obj_streams_used)
        _expect(revision <= base or not xrefs.refs_freed_in_revision(revision))


class _Addition:
    """One revision that was added, held against the one before it."""

    def __init__(self, reader: PdfFileReader, revision: int, base: int, named: Counter[int]) -> None:
        self.old = reader.get_historical_resolver(revision - 1)
        self.new = reader.get_historical_resolver(revision)
        self.written = _written_in(self.new)
        self.base = reader.get_historical_resolver(base)
        self.reader, self.named = reader, named
        self.explained: set[generic.Reference] = set()
        self.fresh: set[int] = set()

    def check(self) -> set[int]:
        """The numbers of its new objects. Raises _OtherForm."""
        self._trailer()
        root, before = self.new.root, self.old.root
        _expect(_same_but(before, root, {"/DSS"}))
        self.explained.add(self.new.root_ref)
        self._info()
        self._metadata()
        self._evidence(before.get("/DSS"), root)
        self._form(_pointed(before, "/AcroForm"))
        _expect(self.written <= self.explained)
        return self.fresh

    def _trailer(self) -> None:
        old, new = self.old.trailer_view, self.new.trailer_view
        _expect(self.old.root_ref == self.new.root_ref)
        _expect(_same_but(old, new, {"/Size", "/Prev", "/ID"}))
        _expect(_same(old.raw_get("/ID")[0], new.raw_get("/ID")[0]))

    def _info(self) -> None:
        """The time of the last change and the program that made it may differ, nothing else."""
        info = _pointed(self.new.trailer_view, "/Info")
        if info in self.written:
            old, new = self.old(info), self.new(info)
            _expect(_same_but(old, new, _CHANGES_IN_INFO))
            _expect(
                all(
                    isinstance(new.raw_get(key), generic.TextStringObject)
                    for key in _CHANGES_IN_INFO & new.keys()
                )
            )
            self.explained.add(info)

    def _metadata(self) -> None:
        """The description of the whole document, by the library's own rule for it, and used as nothing else."""
        metadata = _pointed(self.new.root, "/Metadata")
        if metadata not in self.written:
            return
        written, known = self.new(metadata), {"/Length", "/Type", "/Subtype"}
        _expect(written.keys() <= known and _same_but(self.old(metadata), written, known, stream=True))
        MetadataUpdateRule.is_well_formed_xml(_at(metadata, self.old))
        MetadataUpdateRule.is_well_formed_xml(_at(metadata, self.new))
        _expect(self.named[metadata.idnum] == self._catalogs_naming(metadata))
        self.explained.add(metadata)

    def _catalogs_naming(self, metadata: generic.Reference) -> int:
        """How many catalogs among the signed bytes name this description: each once, in its one place."""
        count = 0
        for revision in range(self.base.revision + 1):
            seen = self.reader.get_historical_resolver(revision)
            if seen.root_ref in _written_in(seen):
                count += _pointed(seen.root, "/Metadata") == metadata
        return count

    def _evidence(self, before: Any, root: generic.DictionaryObject) -> None:
        """Certificates and lists of revoked ones: more of them, none fewer, each a plain new stream."""
        if "/DSS" not in root:
            return _expect(before is None)
        ref = _pointed(root, "/DSS")
        if before is not None:
            _expect(_pointed(self.old.root, "/DSS") == ref)
        if ref not in self.written:
            return None
        self._explain(ref, fresh=before is None)
        store = self.new(ref)
        old: Any = before or {}
        _expect(type(store) is generic.DictionaryObject and {"/Type"} | store.keys() <= {"/Type", *_EVIDENCE})
        _expect("/Type" not in store or store.raw_get("/Type") == "/DSS")
        for key in _EVIDENCE:
            kept, listed = [_list(one, key) for one in (old, store)]
            _expect(set(kept) <= set(listed))
            for stream in set(listed) - set(kept):
                self._explain(stream, fresh=True)
                found = self.new(stream)
                _expect(type(found) is generic.StreamObject and found.keys() == {"/Length"})
                _expect(type(found.raw_get("/Length")) is generic.NumberObject)
        return None

    def _form(self, form: generic.Reference) -> None:
        """One field more, for a document time stamp, without a place on the page."""
        if form not in self.written:
            return
        old, new = self.old(form), self.new(form)
        _expect(_same_but(old, new, {"/Fields"}))
        self.explained.add(form)
        before = _list(old, "/Fields")
        *kept, added = _list(new, "/Fields")
        _expect(kept == before)
        self._stamp_field(added, {self.old(ref).raw_get("/T") for ref in before})

    def _stamp_field(self, ref: generic.Reference, taken: set[str]) -> None:
        self._explain(ref, fresh=True)
        field = self.new(ref)
        _expect(type(field) is generic.DictionaryObject and field.keys() <= _FIELD_KEYS)
        _expect(all(_plain(field.raw_get(key)) == value for key, value in _FIELD.items()))
        name = field.raw_get("/T")
        _expect(isinstance(name, generic.TextStringObject) and "." not in name and name not in taken)
        _expect(isinstance(field.get("/TU", name), generic.TextStringObject))
        self._page(_pointed(field, "/P"), ref)
        value = _pointed(field, "/V")
        self._explain(value, fresh=True)
        stamp = self.new(value)
        _expect(type(stamp) is generic.DictionaryObject and stamp.keys() == _STAMP_KEYS)
        _expect(all(_plain(stamp.raw_get(key)) == wanted for key, wanted in _STAMP.items()))
        _expect(isinstance(stamp.raw_get("/Contents"), generic.ByteStringObject | generic.TextStringObject))
        _expect(all(isinstance(place, generic.NumberObject) for place in stamp.raw_get("/ByteRange")))

    def _page(self, page: generic.Reference, field: generic.Reference) -> None:
        """The page of the field is what it was, but for the field itself at the end of its annotations."""
        if page not in self.written:
            return
        old, new = self.old(page), self.new(page)
        _expect(_plain(old.raw_get("/Type")) == "/Page" and _same_but(old, new, {"/Annots"}))
        _expect(_list(new, "/Annots") == [*_list(old, "/Annots"), field])
        self.explained.add(page)

    def _explain(self, ref: generic.Reference, *, fresh: bool) -> None:
        """This object belongs to the addition; a fresh one has a number that no revision before could have given."""
        if fresh:
            _expect(ref in self.written and ref.generation == 0 and self.old.is_ref_unassignable(ref))
            _expect(ref.idnum not in self.fresh)
            self.fresh.add(ref.idnum)
        else:
            _expect(self.base.is_ref_unassignable(ref))
        self.explained.add(ref)


def _expect(holds: bool) -> None:  # noqa: FBT001 - reads as a sentence: expect that
    if not holds:
        raise _OtherForm


def _at(ref: generic.Reference, resolver: HistoricalResolver) -> generic.Reference:
    return generic.Reference(ref.idnum, ref.generation, pdf=resolver)


def _pointed(holder: generic.DictionaryObject, key: str) -> generic.Reference:
    """The object that a dictionary points at; a value written in place is another form."""
    value = holder.raw_get(key)
    _expect(type(value) is generic.IndirectObject)
    found: generic.Reference = value.reference
    return found


def _list(holder: generic.DictionaryObject, key: str) -> list[generic.Reference]:
    """The objects that an array points at, the array written in place; none where there is no such key."""
    if key not in holder:
        return []
    value = holder.raw_get(key)
    _expect(type(value) is generic.ArrayObject and all(type(one) is generic.IndirectObject for one in value))
    found = [one.reference for one in value]
    _expect(len(found) == len(set(found)))
    return found


def _plain(value: generic.PdfObject) -> Any:
    """A name, a number or a list of numbers as Python compares it; anything else equals nothing."""
    if type(value) is generic.ArrayObject:
        return [_plain(one) for one in value]
    return value if type(value) in (generic.NameObject, generic.NumberObject) else None


def _same_but(old: Any, new: Any, keys: set[str], *, stream: bool = False) -> bool:
    """Whether two dictionaries agree in everything but these keys, which may be there or not."""
    kind = generic.StreamObject if stream else generic.DictionaryObject
    _expect(type(old) is kind and type(new) is kind)
    kept = old.keys() - keys
    return kept == new.keys() - keys and all(_same(old.raw_get(key), new.raw_get(key)) for key in kept)


def _same(old: Any, new: Any) -> bool:
    """Whether two written values are of one kind and say the same, down to the last part."""
    if type(old) is not type(new):
        return False
    if isinstance(old, generic.StreamObject):
        return False
    if isinstance(old, generic.DictionaryObject):
        return _same_but(old, new, set())
    if isinstance(old, generic.ArrayObject):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, generic.TextStringObject | generic.ByteStringObject):
        return bool(old.original_bytes == new.original_bytes)
    return bool(old == new)

"""What a finished filing becomes: one report's content, with what was said about its files."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from takatuf.exchange.cybertipline.details import answers_of_details, identifiers_of_details
from takatuf.exchange.cybertipline.mapping import content_of
from takatuf.exchange.cybertipline.reading import read_document
from takatuf.exchange.ispws.reading_files import FileFacts
from takatuf.intake.content import Answer, AnswerState, IdentifierClaim, ReportContent

FILE_COUNT = "takatuf:files"
LONGEST_PART = 9_000  # characters of one message in a mailbox, which takes 10,000


@dataclass(frozen=True, slots=True)
class SaidFile:
    """A file that was read to us: its id, its facts, and the sender's document about it, if there was one."""

    token: str
    facts: FileFacts
    details: str = ""


def facts_to_json(facts: FileFacts) -> str:
    return json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True)


def facts_from_json(text: str) -> FileFacts:
    return FileFacts(**json.loads(text))


def content_of_filing(
    document: str, files: Sequence[SaidFile], *, number: int, opened_at: datetime
) -> ReportContent:
    """The report of a document that was found right when it was opened, and of its files.

    It is not held against the table again: what was taken yesterday is not refused today because the table changed.
    """
    content = content_of(read_document(document.encode()), received_at=opened_at)
    answers, claims = dict(content.answers), list(content.identifiers)
    for place, file in enumerate(files, start=1):
        path = f"/fileDetails[{place}]" if place > 1 else "/fileDetails"
        answers |= {at: Answer(AnswerState.GIVEN, text) for at, text in _facts_by_path(file, path)}
        claims.append(IdentifierClaim(kind="hash", value=file.facts.sha256, note="SHA256"))
        claims.append(IdentifierClaim(kind="hash", value=file.facts.md5, note="MD5"))
        if file.details:
            answers |= dict(answers_of_details(file.details, path))
            claims += identifiers_of_details(file.details)
    annotations = dict(content.annotations) | ({FILE_COUNT: str(len(files))} if files else {})
    reference = replace(content.provider, reference=str(number))
    return replace(
        content, answers=answers, identifiers=_without_repeats(claims), annotations=annotations, provider=reference
    )  # fmt: skip


def messages_of_files(files: Sequence[SaidFile]) -> list[str]:
    """The same as messages in plain lines, for a report that was received before its files were named."""
    texts, lines, length = [], list[str](), 0
    for place, file in enumerate(files, start=1):
        said = dict(_facts_by_path(file, f"/fileDetails[{place}]"))
        if file.details:
            answers = answers_of_details(file.details, f"/fileDetails[{place}]")
            said |= {at: str(answer.value) for at, answer in answers}
        for line in (f"{path}: {text}"[:LONGEST_PART] for path, text in said.items()):
            if length + len(line) + 1 > LONGEST_PART:
                texts.append("\n".join(lines))
                lines, length = [], 0
            lines.append(line)
            length += len(line) + 1
    return [*texts, "\n".join(lines)] if lines else texts


def _facts_by_path(file: SaidFile, path: str) -> list[tuple[str, str]]:
    return [
        (f"{path}/@takatuf:fileId", file.token),
        (f"{path}/@takatuf:name", file.facts.name),
        (f"{path}/@takatuf:bytes", str(file.facts.size)),
        (f"{path}/@takatuf:MD5", file.facts.md5),
        (f"{path}/@takatuf:SHA256", file.facts.sha256),
    ]


def _without_repeats(claims: Sequence[IdentifierClaim]) -> tuple[IdentifierClaim, ...]:
    """Each value once: a sender's own digest of a file is mostly the one that we took as well."""
    kept = {
        (claim.kind, claim.value.casefold() if claim.kind == "hash" else claim): claim
        for claim in reversed(claims)
    }
    return tuple(reversed(kept.values()))

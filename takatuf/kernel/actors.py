"""Who acts: the `by` of every action and query."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The kinds of actor; each has its own row policies. A guest holds a door to one referral."""

    WORKER = "worker"
    REPORTER = "reporter"
    PROVIDER = "provider"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts. A reporter is their mailbox; a system actor is one named job."""

    kind: ActorKind
    id: UUID
    agency: UUID | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

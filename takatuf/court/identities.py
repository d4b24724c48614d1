"""Which key a court gave, and whether the key to an identity was sealed for it."""

from uuid import UUID

from takatuf.court.models import CourtKey, IdentityKey


def court_key_of(court_id: UUID) -> str:
    """The public key of a court; empty where it has given none."""
    row = CourtKey.objects.filter(agency_id=court_id).order_by("-given_at", "-pk").first()
    return row.recipient if row else ""


def has_identity_key(submission_id: UUID) -> bool:
    """Whether the file was sealed, for who reaches the submission."""
    return IdentityKey.objects.filter(submission_id=submission_id).exists()

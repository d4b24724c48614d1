"""The demonstration country: people who can sign in, and work that is under way. Everything in it is invented."""

import json
import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import translation

from takatuf.agencies.models import Agency, Worker
from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import WORKERS, make_country, make_rota
from takatuf.config.commands.demo_witnesses import forget_witnesses
from takatuf.config.commands.user import new_totp_secret
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused


class DemoRefused(Refused):
    """The demonstration is not loaded here; the sentence says why."""


def demo_secrets(home: Path) -> dict[str, str]:
    """The demonstration's password and second factor, made once for a home and kept there."""
    path = home / "demo.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            json.dumps({"password": f"takatuf-{secrets.token_hex(4)}", "totp": new_totp_secret()}),
            encoding="utf-8",
        )
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def current_code(secret: str) -> str:
    """The six digits that a code generator shows now for this secret."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def load_demo(*, announce: bool) -> None:
    """Load the demonstration once for a database, then print who can sign in and with what.

    Raises DemoRefused in production, and where somebody else's agencies are already.
    """
    if settings.ENVIRONMENT.is_production:
        raise DemoRefused("This is production: the demonstration country is never loaded here.")
    known = demo_secrets(settings.TAKATUF_HOME)
    if not Worker.objects.filter(user__username=WORKERS[0].username).exists():
        if Agency.objects.exists():
            raise DemoRefused(
                "This database holds real agencies: the demonstration country is not mixed with them."
            )
        forget_witnesses(settings.TAKATUF_HOME)
        make_country(password=known["password"], totp_secret=known["totp"])
        make_rota(at=now())
        _put_work_under_way()
    if announce:
        print_sign_ins(known)


def _put_work_under_way() -> None:
    """One case that went the whole way, one that is under way, and reports that wait to be read."""
    from takatuf.config.commands.journey.demo_awareness import awareness_under_way
    from takatuf.config.commands.journey.demo_calls import calls_of_the_hotline
    from takatuf.config.commands.journey.demo_court import before_the_court
    from takatuf.config.commands.journey.demo_forum import forum_under_way, training_under_way
    from takatuf.config.commands.journey.demo_later import Before, later_submissions, urgent_application
    from takatuf.config.commands.journey.demo_meetings import meetings_and_an_agreement
    from takatuf.config.commands.journey.demo_partners import partners_under_way
    from takatuf.config.commands.journey.demo_work import figures_and_recommendations, reports_waiting
    from takatuf.config.commands.journey.demo_year import calls_of_a_year, publish_the_year, reports_of_a_year
    from takatuf.config.commands.journey.walk import Walk

    folder = settings.TAKATUF_HOME / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    print("Making the demonstration country…", flush=True)
    _give_court_key()
    reports_of_a_year(at=now())
    calls_of_a_year(at=now())
    whole = Walk(folder, None, starts_at=now() - timedelta(days=45), quiet=True)
    whole.all_steps(until="closing refused, then closed")
    before_the_court(whole.ids["submission"])
    first = Before(whole.ids["case"], whole.ids["submission"], whole.first_fact, whole.signer)
    later_submissions(first, at=now() - timedelta(hours=12))
    _answer_calls()
    under_way = Walk(folder, None, starts_at=now() - timedelta(hours=35), quiet=True)
    under_way.all_steps(until="assessment")
    _answer_calls()
    _bring_in_an_exhibit(under_way.ids["case_record"])
    partners_under_way(under_way.ids["case"], at=now())
    meetings_and_an_agreement(under_way.ids["case"], at=now())
    urgent_application(
        case_id=under_way.ids["case"], signer=under_way.signer, at=now() - timedelta(minutes=40)
    )
    reports_waiting()
    training_under_way(at=now())
    calls_of_the_hotline(at=now())
    publish_the_year(at=now())
    with translation.override("ar"):
        forum_under_way(awareness_under_way(), at=now())
        figures_and_recommendations(at=now())


def _bring_in_an_exhibit(record_id: UUID) -> None:
    from takatuf.config.commands.journey.demo_exhibits import hand_phone_to_police, register_phone

    with worker_scope(Worker.objects.get(user__username="sara").pk) as by:
        exhibit = register_phone(record_id=record_id, by=by, at=now())
        hand_phone_to_police(exhibit=exhibit, by=by, at=now())


def _give_court_key() -> None:
    """The court's key; in a demonstration its secret part lies in the home, in reality the court alone has it."""
    from takatuf.court.actions import give_court_key
    from takatuf.vault.sealed_files import new_pair

    secret, public = new_pair()
    path = settings.TAKATUF_HOME / "demo" / "court-key.txt"
    path.touch(mode=0o600)
    path.write_text(secret + "\n", encoding="utf-8")
    with worker_scope(Worker.objects.get(user__username="judge").pk) as by:
        give_court_key(recipient=public, by=by, at=now() - timedelta(days=45))


def _answer_calls() -> None:
    """The urgent calls until now were accepted after four minutes, and handed over at the end of the shift."""
    from takatuf.clocks.duty.actions import accept_ring, sign_incoming, sign_outgoing
    from takatuf.clocks.duty.queries import open_rings

    staff = {name: Worker.objects.get(user__username=name).pk for name in ("khalid", "mona")}
    with worker_scope(staff["khalid"]) as by:
        rings = open_rings(by=by)
        for ring in rings:
            accept_ring(ring_id=ring.id, by=by, at=ring.opened_at + timedelta(minutes=4))
            sign_outgoing(items=[], by=by, at=ring.opened_at + timedelta(hours=8))
    with worker_scope(staff["mona"]) as by:
        for ring in rings:
            sign_incoming(items=[], by=by, at=ring.opened_at + timedelta(hours=8, minutes=5))


def print_sign_ins(known: dict[str, str]) -> None:
    """The sign-in names, the password, the second factor's secret and the code that it shows now."""
    print("\nSign in at /ar/accounts/login/ — everybody here is invented.\n")
    for worker in WORKERS:
        print(
            f"  {worker.username:<10} {worker.name_en:<16} {worker.role.replace('_', ' ')}, {worker.agency}"
        )
    print(f"\n  password                    {known['password']}")
    print(f"  secret for a code generator {known['totp']}")
    print(
        f"  the code right now          {current_code(known['totp'])}   (a new one: .venv/bin/takatuf demo --code)\n",
        flush=True,
    )

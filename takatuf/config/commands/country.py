"""The demonstration country: its agencies and people, all invented."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from takatuf.agencies.models import Agency, Sector, Worker
from takatuf.agencies.rules import Role


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """An agency of the demonstration country."""

    code: str
    sector: Sector
    name_ar: str
    name_en: str
    duty_contact: str
    has_desk: bool = True


@dataclass(frozen=True, slots=True)
class DemoWorker:
    """A person who works in it; the sign-in name is what one types."""

    username: str
    agency: str
    role: Role
    name_ar: str
    name_en: str


AGENCIES = (
    DemoAgency("centre", Sector.HOTLINE, "المركز الوطني للبلاغات", "National reporting centre", "0110000001"),
    DemoAgency("social", Sector.SOCIAL, "وحدة الحماية الاجتماعية", "Social protection unit", "0110000002"),
    DemoAgency("police", Sector.POLICE, "الشرطة", "Police", "0110000003"),
    DemoAgency("health", Sector.HEALTH, "الصحة", "Health", "0110000004"),
    DemoAgency("prosecution", Sector.PROSECUTION, "النيابة العامة", "Public prosecution", "0110000005"),
    DemoAgency("court", Sector.COURT, "المحكمة", "Court", "0110000006"),
    DemoAgency("counsel", Sector.COUNSEL, "مكتب محاماة", "Law office", "0110000008"),
    DemoAgency("family", Sector.ASSOCIATION, "جمعية رعاية الأسرة", "Family care association", "0110000009"),
    # Nobody of it signs in here: it answers by telephone, by a one-time link or on paper.
    DemoAgency(
        "school-office", Sector.EDUCATION, "مكتب التعليم", "Education office", "0110000010", has_desk=False
    ),
    DemoAgency("ministry", Sector.MINISTRY, "الوزارة", "Ministry", "0110000007"),
)

WORKERS = (
    DemoWorker("noura", "centre", Role.TRIAGE_OFFICER, "نورة", "Noura"),
    DemoWorker("amal", "centre", Role.CALL_TAKER, "أمل", "Amal"),
    DemoWorker("khalid", "centre", Role.SHIFT_LEADER, "خالد", "Khalid"),
    DemoWorker("mona", "centre", Role.SHIFT_LEADER, "منى", "Mona"),
    DemoWorker("sara", "social", Role.CASEWORKER, "سارة", "Sara"),
    DemoWorker("huda", "social", Role.SUPERVISOR, "هدى", "Huda"),
    DemoWorker("reem", "social", Role.COURT_WRITER, "ريم", "Reem"),
    DemoWorker("yousef", "social", Role.APPROVER, "يوسف", "Yousef"),
    DemoWorker("faisal", "police", Role.DUTY_OFFICER, "فيصل", "Faisal"),
    DemoWorker("layla", "health", Role.DUTY_OFFICER, "ليلى", "Layla"),
    DemoWorker("wafa", "family", Role.DUTY_OFFICER, "وفاء", "Wafa"),
    DemoWorker("majed", "prosecution", Role.PROSECUTOR, "ماجد", "Majed"),
    DemoWorker("judge", "court", Role.JUDGE, "القاضي", "The judge"),
    DemoWorker("lamia", "court", Role.COURT_CLERK, "لمياء", "Lamia"),
    DemoWorker("adel", "counsel", Role.COUNSEL, "عادل", "Adel"),
    DemoWorker("director", "ministry", Role.DIRECTOR, "المديرة", "The director"),
    DemoWorker("maha", "ministry", Role.AWARENESS_OFFICER, "مها", "Maha"),
    DemoWorker("admin", "ministry", Role.ADMINISTRATOR, "مسؤول النظام", "Administrator"),
)


@dataclass(frozen=True, slots=True)
class DemoShift:
    """Who is on duty every week; days as Monday is 0, hours in local time."""

    username: str
    place: str
    days: tuple[int, ...]
    starts: int
    ends: int


EVERY_DAY, WORKING_DAYS, WEEKEND = tuple(range(7)), (6, 0, 1, 2, 3), (4, 5)
SHIFTS = (
    DemoShift("noura", "first", EVERY_DAY, 7, 15),
    DemoShift("mona", "first", EVERY_DAY, 15, 23),
    DemoShift("khalid", "first", EVERY_DAY, 23, 7),
    DemoShift("khalid", "second", EVERY_DAY, 7, 23),
    DemoShift("noura", "second", EVERY_DAY, 23, 7),
    DemoShift("huda", "first", WORKING_DAYS, 0, 0),
    DemoShift("sara", "first", WEEKEND, 0, 0),
    DemoShift("faisal", "first", EVERY_DAY, 0, 0),
    DemoShift("layla", "first", EVERY_DAY, 0, 0),
    DemoShift("wafa", "first", WORKING_DAYS, 0, 0),
    DemoShift("majed", "first", EVERY_DAY, 0, 0),
)


def make_country(*, password: str, totp_secret: str) -> None:
    """Write agencies, workers and sign-ins; those that are there already stay as they are."""
    from takatuf.agencies.models import User
    from takatuf.config.commands.user import make_user

    for agency in AGENCIES:
        if not Agency.objects.filter(code=agency.code).exists():
            Agency(
                code=agency.code, sector=agency.sector, name_ar=agency.name_ar, name_en=agency.name_en,
                duty_contact=agency.duty_contact, uses_system=agency.has_desk,
            ).save(using="keeper", force_insert=True)  # fmt: skip
    for worker in WORKERS:
        if not User.objects.filter(username=worker.username).exists():
            make_user(
                username=worker.username, agency_code=worker.agency, role=worker.role, name_ar=worker.name_ar,
                name_en=worker.name_en, password=password, totp_secret=totp_secret,
            )  # fmt: skip


def make_rota(*, at: datetime) -> None:
    """The rota of the country and the numbers of those on duty, all invented; left alone where one is there already."""
    from takatuf.agencies.numbers import store_number
    from takatuf.clocks.duty.models import DutyShift
    from takatuf.kernel.ids import uuid7

    if DutyShift.objects.using("keeper").exists():
        return
    staff = {
        row.user.username: row for row in Worker.objects.using("keeper").select_related("user", "agency")
    }
    first_day = at.date() - timedelta(days=60)
    for shift in SHIFTS:
        worker = staff[shift.username]
        DutyShift.objects.using("keeper").bulk_create([
            DutyShift(
                id=uuid7(), agency_id=worker.agency_id, worker_id=worker.pk, place=shift.place, weekday=day,
                starts=time(shift.starts), ends=time(shift.ends), from_on=first_day, set_by_id=worker.pk, set_at=at,
            )
            for day in shift.days
        ])  # fmt: skip
    for number, username in enumerate(sorted({shift.username for shift in SHIFTS}), start=1):
        worker = staff[username]
        store_number(
            agency_id=worker.agency_id, worker_id=worker.pk, phone=f"05000000{number:02d}", email="", address="",
            changed_by=None, at=at, using="keeper",
        )  # fmt: skip

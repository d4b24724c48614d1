"""The report that a message makes: its words, what stands in them, and its sender only where the sender asked for it."""

from takatuf.exchange.gateways.reading import Inbound
from takatuf.intake.content import (
    Channel,
    ContactWish,
    ProviderReference,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.intake.flows import claims_in

SERVICES = {"email": "E-mail", "sms": "SMS", "whatsapp": "WhatsApp"}


def content_of(message: Inbound, *, channel: str, earlier: str = "") -> ReportContent:
    """The canonical content of a message; `earlier` is the code of the sender's first report.

    No machine judges its words: whether there is danger is not known unless its sender said so (`Inbound.says_danger`).

    The sender's number or address stands in `contact` alone, and only when a line of the message asks for a call: the
    contact is sealed apart from the report, as with every door.
    """
    notes = {
        "gateway": channel,
        "media_refused": str(message.media) if message.media else "",
        "gateway_received_at": message.received_at.isoformat() if message.received_at else "",
        "asks_for_a_call": "true" if message.asks_for_a_call else "",
        "earlier_report": earlier,
    }
    return ReportContent(
        channel=Channel.MESSAGE,
        reporter_kind=ReporterKind.UNKNOWN,
        language=message.language,
        narrative=message.text,
        identifiers=tuple(claims_in(message.text, "in the reporter's words")),
        contact=_contact(message, channel),
        signals=Signals(danger_now=True if message.says_danger else None),
        provider=ProviderReference(service=SERVICES[channel]),
        annotations={name: note for name, note in notes.items() if note},
        flow=f"message/{channel}",
    )


def _contact(message: Inbound, channel: str) -> ContactWish:
    if not (message.asks_for_a_call and message.sender):
        return ContactWish()
    if channel == "email":
        return ContactWish(wanted="contact", email=message.sender)
    return ContactWish(wanted="contact", phone=message.sender)

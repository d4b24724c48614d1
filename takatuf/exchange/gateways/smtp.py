"""E-mail by the server that the settings name: a neutral subject, a line of plain text, and nothing about anybody."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from takatuf.exchange.gateways.sending import Outgoing, Sender, SendResult, SendState

TIMEOUT = 10.0  # seconds for each answer of the server


class Tls(StrEnum):
    """How the way to the server is closed: from the beginning, by STARTTLS, or not at all (this machine only)."""

    WHOLE = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The server and the sender's address. Its repr shows no password."""

    host: str
    port: int
    sender: str
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


class SmtpSender:
    """Sends e-mail by one server. What the server refuses for good is not tried again."""

    def __init__(self, server: SmtpServer, *, timeout: float = TIMEOUT) -> None:
        self._server, self._timeout = server, timeout

    def send(self, message: Outgoing, *, at: datetime) -> SendResult:
        """One message; its id is the same over all tries, so that a mailbox shows it once."""
        try:
            with self._connection() as connection:
                if self._server.user:
                    connection.login(self._server.user, self._server.password)
                connection.send_message(self._mail(message, at))
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _answer in refusal.recipients.values()]
            return _refused(max(codes, default=500))
        except smtplib.SMTPResponseException as refusal:
            return _refused(refusal.smtp_code)
        except (OSError, smtplib.SMTPException):
            return SendResult(SendState.AGAIN, "no_answer")
        except ValueError:  # an address with a line break or without a shape; smtplib says it so
            return SendResult(SendState.REFUSED, "bad_address")
        return SendResult(SendState.SENT)

    def _connection(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.tls is Tls.WHOLE:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        if server.tls is Tls.STARTTLS:
            connection.starttls(context=context)
        return connection

    def _mail(self, message: Outgoing, at: datetime) -> EmailMessage:
        mail = EmailMessage()
        with override(message.language):
            mail["Subject"] = _("Something awaits you")
        mail["From"], mail["To"], mail["Date"] = self._server.sender, message.to, format_datetime(at)
        mail["Message-ID"] = f"<{message.id}@{self._server.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        mail["Content-Language"] = message.language
        mail.set_content(message.text + "\n")
        return mail


def _refused(code: int) -> SendResult:
    """RFC 5321, 4.2.1: 4yz is for now, 5yz for good."""
    state = SendState.REFUSED if code >= 500 else SendState.AGAIN
    return SendResult(state, f"smtp_{code}")


class ByChannel:
    """E-mail by the mail server, everything else by the gateway; without a mail server the gateway has the e-mail too."""

    def __init__(self, *, email: Sender, other: Sender) -> None:
        self._email, self._other = email, other

    def send(self, message: Outgoing, *, at: datetime) -> SendResult:
        """Hand the message to the sender of its channel."""
        return (self._email if message.channel == "email" else self._other).send(message, at=at)


def with_email(server: SmtpServer | None, gateway: Sender) -> Sender:
    """The sender that the settings ask for."""
    return gateway if server is None else ByChannel(email=SmtpSender(server), other=gateway)

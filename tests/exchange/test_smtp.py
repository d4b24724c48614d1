"""E-mail to a real mail server on the loopback: it says nothing, arrives once, and is tried again where that helps."""

import email
import socketserver
import threading
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from takatuf.config.environment import BadSetting, read_environment
from takatuf.exchange.gateways.sending import NullSender, Outgoing, SendState
from takatuf.exchange.gateways.smtp import SmtpSender, SmtpServer, Tls, with_email
from takatuf.kernel.clock import now


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much of RFC 5321 as a client needs, and keeps what it was given."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[tuple[str, bytes]] = []
        self.says: dict[str, str] = {}  # what to answer instead, by command

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(data, policy=policy.default) for _to, data in self.taken]  # type: ignore[misc]


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 mail.example")
        to = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.split(":")[0].split(" ")[0].upper()
            if verb == "RCPT":
                to = command.partition(":")[2]
            if verb == "QUIT":
                self._say("221 bye")
                return
            answer = self.server.says.get(verb)
            if verb == "DATA" and not answer:
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.taken.append((to, b"".join(lines)))
            self._say(answer or "250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def sender_to(server: MailServer) -> SmtpSender:
    port: int = server.server_address[1]  # type: ignore[index]
    return SmtpSender(SmtpServer("127.0.0.1", port, "desk@takatuf.example", Tls.NONE), timeout=2)


def notice(*, to: str = "officer@agency.example", channel: str = "email", language: str = "ar") -> Outgoing:
    return Outgoing("notice_0a1b", channel, to, "شيء بانتظارك. سجّل الدخول.", language)


def test_a_message_arrives_and_says_nothing_but_that_something_awaits(mail: MailServer) -> None:
    result = sender_to(mail).send(notice(), at=now())

    (message,) = mail.messages
    assert result.state is SendState.SENT
    assert message["Subject"] == "شيء بانتظارك"
    assert message.get_content().strip() == "شيء بانتظارك. سجّل الدخول."
    assert (message["To"], message["From"]) == ("officer@agency.example", "desk@takatuf.example")
    assert message["Message-ID"] == "<notice_0a1b@takatuf.example>"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("verb", "answer", "state", "why"),
    [
        ("RCPT", "550 nobody of this name", SendState.REFUSED, "smtp_550"),
        ("RCPT", "451 later", SendState.AGAIN, "smtp_451"),
        ("MAIL", "421 too busy", SendState.AGAIN, "smtp_421"),
        ("DATA", "554 no", SendState.REFUSED, "smtp_554"),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    mail: MailServer, verb: str, answer: str, state: SendState, why: str
) -> None:
    mail.says[verb] = answer

    result = sender_to(mail).send(notice(), at=now())

    assert (result.state, result.why) == (state, why)
    assert mail.taken == []


def test_an_address_with_a_second_header_in_it_is_refused(mail: MailServer) -> None:
    result = sender_to(mail).send(notice(to="a@b.example\nBcc: other@c.example"), at=now())

    assert result.state is SendState.REFUSED
    assert mail.taken == []


def test_a_server_that_is_away_is_tried_again(mail: MailServer) -> None:
    sender = sender_to(mail)
    mail.shutdown()
    mail.server_close()

    assert sender.send(notice(), at=now()).state is SendState.AGAIN


def test_only_e_mail_goes_to_the_mail_server(mail: MailServer) -> None:
    port: int = mail.server_address[1]  # type: ignore[index]
    server = SmtpServer("127.0.0.1", port, "desk@takatuf.example", Tls.NONE)

    both = with_email(server, NullSender())
    none = with_email(None, NullSender())

    assert both.send(notice(), at=now()).state is SendState.SENT
    assert both.send(notice(channel="sms", to="0550000000"), at=now()).state is SendState.NO_GATEWAY
    assert none.send(notice(), at=now()).state is SendState.NO_GATEWAY


BASE = {"TAKATUF_HOME": "/var/lib/t", "TAKATUF_KEYS": "/etc/t"}
MAIL = {"TAKATUF_SMTP_HOST": "mail.example", "TAKATUF_SMTP_FROM": "desk@takatuf.example"}


def test_the_settings_name_the_server_and_hide_its_password(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hidden-word\n", encoding="utf-8")

    read = read_environment(
        {**BASE, **MAIL, "TAKATUF_SMTP_USER": "desk", "TAKATUF_SMTP_PASSWORD_FILE": str(secret)}
    )

    assert read.smtp == SmtpServer(
        "mail.example", 587, "desk@takatuf.example", Tls.STARTTLS, "desk", "hidden-word"
    )
    assert "hidden-word" not in repr(read)
    assert read_environment(BASE).smtp is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"TAKATUF_SMTP_FROM": ""}, "go together"),
        ({"TAKATUF_SMTP_FROM": "no address"}, "e-mail address"),
        ({"TAKATUF_SMTP_TLS": "perhaps"}, "may be starttls, tls or none"),
        ({"TAKATUF_SMTP_TLS": "none"}, "only for a server on this machine"),
        ({"TAKATUF_SMTP_USER": "desk"}, "go together"),
        ({"TAKATUF_SMTP_USER": "desk", "TAKATUF_SMTP_PASSWORD_FILE": "/nowhere"}, "cannot be read"),
        ({"TAKATUF_SMTP_PORT": "x"}, "whole number"),
    ],
)
def test_half_a_mail_server_is_refused_with_a_sentence(more: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        read_environment({**BASE, **MAIL, **more})

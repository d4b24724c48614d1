"""The parts of the command line that say who may come in: staff, providers, agencies, gateways."""

import argparse
from collections.abc import Callable

from takatuf.config.django_setup import load_django as _django
from takatuf.kernel.errors import Refused


class BadCall(Refused):
    """The words of a command do not go together; the sentence says what is missing."""


def user(options: argparse.Namespace) -> int:
    """Add somebody, change how they sign in or their role, end their sign-in, or list everybody."""
    _django()
    from takatuf.config.commands import user as steps

    if options.list:
        return steps.list_users(agency=options.agency)
    if not options.username:
        raise BadCall("Name somebody, or --list everybody.")
    name = {"username": options.username}
    for wanted, step in (
        (options.renew, steps.renew_user),
        (options.end, steps.end_user),
        (options.back, steps.bring_back_user),
    ):
        if wanted:
            return step(**name)
    if options.role and not (options.agency or options.name):
        return steps.change_role(**name, role=options.role)
    if missing := [f"--{part}" for part in ("agency", "role", "name") if not getattr(options, part)]:
        raise BadCall(f"To add somebody, give {', '.join(missing)} too.")
    return steps.add_user(
        **name, agency=options.agency, role=options.role, name=options.name, name_en=options.name_en
    )


def duty_number(options: argparse.Namespace) -> int:
    """Keep, sealed, how an agency without accounts is reached."""
    _django()
    from takatuf.config.commands.duty_number import set_agency_number

    return set_agency_number(
        options.agency, phone=options.phone, email=options.email, address=options.address
    )


def _agency(options: argparse.Namespace) -> str:
    """The agency that was named, or the one that receives the public form's reports."""
    from django.conf import settings

    return str(options.agency or settings.TAKATUF_INTAKE_AGENCY)


def provider(options: argparse.Namespace) -> int:
    """Register who reports by machine; issue or end their keys."""
    _django()
    from takatuf.config.commands import provider as steps

    if options.what == "list":
        return steps.list_providers()
    if options.what == "add":
        return steps.add_provider(code=options.code, name=options.name, agency=_agency(options))
    if options.what == "key":
        return steps.issue_key(code=options.code, reads_only=options.reads_only)
    return steps.end_key(code=options.code, name=options.key)


def gateway(options: argparse.Namespace) -> int:
    """Open or close the doors through which messages and calls come in."""
    _django()
    from takatuf.config.commands import gateway as steps

    if options.what == "list":
        return steps.list_gateways()
    if options.what == "open":
        return steps.open_door(
            channel=options.channel, agency=_agency(options), takes_reports=options.take_reports
        )
    if options.what == "close":
        return steps.close_door(channel=options.channel)
    if options.what == "secret":
        return steps.issue_secret(channel=options.channel)
    return steps.end_secret(channel=options.channel, name=options.name)


def agency(options: argparse.Namespace) -> int:
    """Take an agency in, or say how one is reached."""
    _django()
    from takatuf.config.commands import agency as steps

    if options.what == "list":
        return steps.list_agencies()
    if options.what == "add":
        return steps.add_agency(
            code=options.code,
            sector=options.sector,
            name=options.name,
            name_en=options.name_en or options.name,
            duty_contact=options.duty_contact,
            has_desk=options.desk,
        )
    if options.what == "webhook":
        return steps.open_webhook(code=options.code, url=options.url)
    if options.what == "end-webhook":
        return steps.end_webhook(code=options.code)
    return steps.change_agency(
        code=options.code,
        other_inbox=options.other_inbox,
        contact_point=options.contact_point,
        has_desk=options.desk,
    )


def user_parser(command: argparse.ArgumentParser) -> None:
    """What `takatuf user` takes."""
    command.add_argument("username", metavar="NAME", nargs="?", default="", help="the name to sign in with")
    command.add_argument("--agency", metavar="CODE", default="", help="where the person works")
    command.add_argument("--role", default="", help="alone: another role from now on")
    command.add_argument("--name", default="", help="the person's name in Arabic letters")
    command.add_argument("--name-en", default="", help="and in Latin letters; by default the same")
    turns = command.add_mutually_exclusive_group()
    turns.add_argument(
        "--renew", action="store_true", help="a fresh password and second factor; every older one ends"
    )
    turns.add_argument(
        "--end", action="store_true", help="the person leaves: the sign-in opens nothing any more"
    )
    turns.add_argument("--back", action="store_true", help="the person comes back, with a fresh sign-in")
    turns.add_argument(
        "--list", action="store_true", help="everybody, or of one agency, with the last sign-in"
    )


def duty_number_parser(command: argparse.ArgumentParser) -> None:
    """What `takatuf duty-number` takes."""
    command.add_argument("agency", metavar="CODE")
    command.add_argument("--phone", default="")
    command.add_argument("--email", default="")
    command.add_argument("--address", default="", help="for printed letters")


def _parts(command: argparse.ArgumentParser) -> Callable[..., argparse.ArgumentParser]:
    """What adds a part to a command that has several: its name, what it does, and the names of its places."""
    parts = command.add_subparsers(dest="what", required=True, metavar="WHAT")

    def add(name: str, help: str, *places: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=help, description=help)
        for place in places:
            part.add_argument(place, metavar=place.upper())
        return part

    return add


def provider_parser(command: argparse.ArgumentParser) -> None:
    """The parts of `takatuf provider`."""
    add = _parts(command)
    add("list", "Print the providers and the names of their keys.")
    register = add("add", "Register a provider; prints its first key once.", "code")
    register.add_argument("--name", required=True)
    register.add_argument(
        "--agency", metavar="CODE", help="who receives its reports; by default as the public form"
    )
    key = add("key", "Issue one more key; it is printed once.", "code")
    key.add_argument("--reads-only", action="store_true", help="a key that only asks how reports stand")
    add("end-key", "End a key at once.", "code", "key")


def agency_parser(command: argparse.ArgumentParser) -> None:
    """The parts of `takatuf agency`."""
    add = _parts(command)
    add("list", "Print the agencies and how each is reached.")
    new = add("add", "Take a new agency in.", "code")
    new.add_argument("--sector", required=True, help="what kind of agency; a wrong word lists them")
    new.add_argument("--name", required=True, help="its name in Arabic letters")
    new.add_argument("--name-en", default="", help="and in Latin letters; by default the same")
    new.add_argument(
        "--duty-contact",
        default="",
        metavar="TEXT",
        help="how the person on duty is rung, for other agencies",
    )
    new.add_argument(
        "--no-desk", dest="desk", action="store_false", help="it answers by link, telephone or paper"
    )
    route = add("set", "Say how an agency is reached.", "code")
    route.add_argument(
        "--other-inbox", metavar="CODE", help="whose inbox is used when the suspect works there; empty: none"
    )
    yes_or_no = argparse.BooleanOptionalAction
    route.add_argument(
        "--contact-point", action=yes_or_no, help="foreign counterparts are reached through it"
    )
    route.add_argument("--desk", action=yes_or_no, help="it answers from a desk here")
    add("webhook", "Open an agency's webhook (https); its secret is printed once.", "code", "url")
    add("end-webhook", "End an agency's webhook at once.", "code")


def gateway_parser(command: argparse.ArgumentParser) -> None:
    """The parts of `takatuf gateway`."""
    add = _parts(command)
    add("list", "Print the gateways and the names of their secrets.")
    door = add("open", "Open a gateway (email, sms, whatsapp, telephone), or change what it does.", "channel")
    door.add_argument(
        "--agency", metavar="CODE", help="who receives its reports; by default as the public form"
    )
    door.add_argument(
        "--take-reports",
        action="store_true",
        help="make reports of messages; without it they are only answered",
    )
    add("close", "Close a gateway.", "channel")
    add("secret", "Issue one more signing secret; it is printed once.", "channel")
    add("end-secret", "End a signing secret at once.", "channel", "name")

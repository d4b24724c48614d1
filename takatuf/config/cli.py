"""The command line: every command ends with 0, or with a sentence and another status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from takatuf.config.cli_ledger import export, export_parser, verify_parser, witness, witness_parser
from takatuf.config.django_setup import load_django as _django
from takatuf.kernel.errors import Refused

Command = Callable[[argparse.Namespace], int]


def _serve(options: argparse.Namespace) -> int:
    from takatuf.config.commands.serve import serve

    return serve(demo=options.demo, host=options.host, port=options.port)


def _demo(options: argparse.Namespace) -> int:
    if options.code:
        return _demo_code()
    from takatuf.config.commands.serve import ready_database

    with ready_database():
        from takatuf.config.commands.demo import load_demo

        load_demo(announce=True)
    return 0


def _demo_code() -> int:
    """Print the code of now; needs the home, not the database."""
    _django()
    from django.conf import settings

    from takatuf.config.commands.demo import current_code, demo_secrets

    print(current_code(demo_secrets(settings.TAKATUF_HOME)["totp"]))
    return 0


def _work(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.work import work

    return work(once=options.once)


def _journey(options: argparse.Namespace) -> int:
    from takatuf.config.commands.journey import journey

    return journey(report=options.report, out=options.out)


def _verify(options: argparse.Namespace) -> int:
    from takatuf.config.commands.verify import verify

    return verify(
        options.file,
        proof=options.proof,
        key=options.key,
        witnesses=options.witness,
        needed=options.witnesses,
    )


def _check(options: argparse.Namespace) -> int:
    del options
    _django()
    from takatuf.config.commands.check import check

    return check()


def _backup(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.copies.making import backup

    return backup(options.folder)


def _restore(options: argparse.Namespace) -> int:
    from takatuf.config.commands.serve import ready_database

    with ready_database():
        from takatuf.config.commands.copies.restoring import restore

        return restore(options.file)


def _user(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.user import add_user

    return add_user(username=options.username, agency=options.agency, role=options.role, name=options.name)


def _duty_number(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.duty_number import set_agency_number

    return set_agency_number(
        options.agency, phone=options.phone, email=options.email, address=options.address
    )


def _import(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.primero import import_primero
    from takatuf.config.commands.transfer import import_file

    if options.kind == "primero":
        return import_primero(options.file, username=options.username, dry_run=options.dry_run)
    return import_file(options.kind, options.file)


def _agency(options: argparse.Namespace) -> str:
    """The agency that was named, or the one that receives the public form's reports."""
    from django.conf import settings

    return str(options.agency or settings.TAKATUF_INTAKE_AGENCY)


def _provider(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands import provider

    if options.what == "list":
        return provider.list_providers()
    if options.what == "add":
        return provider.add_provider(code=options.code, name=options.name, agency=_agency(options))
    if options.what == "key":
        return provider.issue_key(code=options.code, reads_only=options.reads_only)
    return provider.end_key(code=options.code, name=options.key)


def _gateway(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands import gateway

    if options.what == "list":
        return gateway.list_gateways()
    if options.what == "open":
        return gateway.open_door(
            channel=options.channel, agency=_agency(options), takes_reports=options.take_reports
        )
    if options.what == "close":
        return gateway.close_door(channel=options.channel)
    if options.what == "secret":
        return gateway.issue_secret(channel=options.channel)
    return gateway.end_secret(channel=options.channel, name=options.name)


def _agency_routes(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands import agency

    if options.what == "list":
        return agency.list_agencies()
    if options.what == "webhook":
        return agency.open_webhook(code=options.code, url=options.url)
    if options.what == "end-webhook":
        return agency.end_webhook(code=options.code)
    return agency.change_agency(
        code=options.code,
        other_inbox=options.other_inbox,
        contact_point=options.contact_point,
        has_desk=options.desk,
    )


def _bench(options: argparse.Namespace) -> int:
    from takatuf.config.commands.bench import bench

    return bench(name=options.name, as_json=options.json, scale=options.scale)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="takatuf", description="Takatuf: from a report to the court and back."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Command, help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        return command

    serve = add(
        "serve", _serve, "Serve the pages, with the worker and, without DATABASE_URL, the embedded database."
    )
    serve.add_argument(
        "--demo", action="store_true", help="load the demonstration country and print its sign-in names"
    )
    serve.add_argument("--host", default=os.environ.get("TAKATUF_HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("TAKATUF_PORT", "8000")))
    demo = add("demo", _demo, "Load the demonstration country.")
    demo.add_argument(
        "--code", action="store_true", help="print the second factor's code of this moment, and nothing else"
    )
    work = add("work", _work, "Run the worker: jobs, deadlines and the sealer of the ledger.")
    work.add_argument("--once", action="store_true", help="do what is due now, then end")
    journey = add("journey", _journey, "The main job without a browser, on a fresh database of its own.")
    journey.add_argument("--report", metavar="FILE", help="CyberTipline XML or the public form's JSON")
    journey.add_argument("--out", metavar="DIR", required=True)
    verify_parser(add("verify", _verify, "Check a signed submission without a database."))
    add("check", _check, "Check the installation: rights, row security, keys, ledger.")
    copy = add("backup", _backup, "Copy what the database holds, from one moment; the keys are not in it.")
    copy.add_argument("folder", metavar="FOLDER", help="where the copy and its list are written")
    back = add("restore", _restore, "Bring a copy back into an empty database, count it and check the house.")
    back.add_argument("file", metavar="FILE", help="the list of the copy (.json); the copy lies beside it")
    user = add("user", _user, "Add a member of staff; prints a password and the second factor's secret once.")
    user.add_argument("username")
    user.add_argument("--agency", required=True, metavar="CODE")
    user.add_argument("--role", required=True)
    user.add_argument("--name", required=True)
    number = add(
        "duty-number", _duty_number, "How an agency without accounts is called and written to; kept sealed."
    )
    number.add_argument("agency", metavar="CODE")
    number.add_argument("--phone", default="")
    number.add_argument("--email", default="")
    number.add_argument("--address", default="", help="for printed letters")
    take = add("import", _import, "Take in reports from a file.")
    take.add_argument("kind", metavar="KIND", help="cybertipline, form, hotline or email; primero for cases")
    take.add_argument(
        "--as", dest="username", default="", help="primero: the sign-in name of who takes the cases over"
    )
    take.add_argument("--dry-run", action="store_true", help="primero: say what would happen, write nothing")
    take.add_argument(
        "file",
        metavar="FILE",
        help="a file; of cybertipline and email also a folder, of cybertipline also a zip",
    )
    _provider_parser(
        add("provider", _provider, "Register who reports by machine, and issue or end their keys.")
    )
    _agency_parser(
        add("agency", _agency_routes, "Say how agencies are reached: inboxes, contact point, webhooks.")
    )
    _gateway_parser(add("gateway", _gateway, "Open or close the doors for e-mail, SMS and WhatsApp."))
    witness_parser(
        add("witness", witness, "Watch the ledger from another agency, and cosign what only grew.")
    )
    bench = add("bench", _bench, "Measure on a database of its own, and print a table.")
    bench.add_argument(
        "name",
        metavar="NAME",
        help="intake (or one of its parts: bulk, forms, kill), lookup, clocks, cases, or all; the other names are not built yet",
    )
    bench.add_argument(
        "--json", action="store_true", help="one object: figure -> value, unit, target, better"
    )
    bench.add_argument(
        "--scale", type=float, default=1.0, metavar="X", help="1 is the size that the issue names"
    )
    export_parser(add("export", export, "Write out records in a format that others read."))
    return parser


def _parts(command: argparse.ArgumentParser) -> Callable[..., argparse.ArgumentParser]:
    """What adds a part to a command that has several: its name, what it does, and the names of its places."""
    parts = command.add_subparsers(dest="what", required=True, metavar="WHAT")

    def add(name: str, help: str, *places: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=help, description=help)
        for place in places:
            part.add_argument(place, metavar=place.upper())
        return part

    return add


def _provider_parser(command: argparse.ArgumentParser) -> None:
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


def _agency_parser(command: argparse.ArgumentParser) -> None:
    add = _parts(command)
    add("list", "Print the agencies and how each is reached.")
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


def _gateway_parser(command: argparse.ArgumentParser) -> None:
    add = _parts(command)
    add("list", "Print the gateways and the names of their secrets.")
    door = add("open", "Open a gateway (email, sms, whatsapp), or change what it does.", "channel")
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. A refusal ends with its sentence and status 1."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except Refused as refusal:
        print(f"takatuf {options.command}: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _database_is_away(error):
            raise
        print(
            f"takatuf {options.command}: The database does not answer. Is the service running?",
            file=sys.stderr,
        )
        return 1
    return status


def _database_is_away(error: Exception) -> bool:
    """Whether a command failed because nothing answers at the database's address; commands without one never load it."""
    if "django.db" not in sys.modules:
        return False
    from django.db import OperationalError

    # What a server that answers refuses, a deadlock for one, carries the code of its refusal; class 57 is a server that stops.
    code = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and (code is None or code.startswith(("08", "57P")))


if __name__ == "__main__":
    sys.exit(main())

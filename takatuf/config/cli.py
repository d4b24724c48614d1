"""The command line: every command ends with 0, or with a sentence and another status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from takatuf.config import cli_doors as doors
from takatuf.config.cli_ledger import export, export_parser, verify_parser, witness, witness_parser
from takatuf.config.commands.bench import NAMES
from takatuf.config.django_setup import load_django as _django
from takatuf.config.outage import outage_in_words
from takatuf.kernel.errors import Refused

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


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


def _renew(options: argparse.Namespace) -> int:
    del options
    _django()
    from takatuf.config.commands.renew import renew

    return renew()


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


def _keys(options: argparse.Namespace) -> int:
    if options.what == "seal":
        from takatuf.config.keys import seal_keyring

        return seal_keyring(options.file)
    _django()
    from takatuf.config.commands import keys

    return keys.rotate_keys() if options.what == "rotate" else keys.list_keys()


def _backup(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.copies.making import backup

    return backup(options.folder)


def _restore(options: argparse.Namespace) -> int:
    from takatuf.config.commands.serve import ready_database

    with ready_database():
        from takatuf.config.commands.copies.restoring import restore

        return restore(options.file)


def _retention(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands import retention

    if options.what in {"list", "replay"}:
        step = retention.write_list if options.what == "list" else retention.replay
        return step(options.file)
    return retention.due() if options.what == "due" else retention.run()


def _import(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.primero import import_primero
    from takatuf.config.commands.transfer import import_file

    if options.kind == "primero":
        return import_primero(options.file, username=options.username, dry_run=options.dry_run)
    return import_file(options.kind, options.file)


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

    _running_parsers(add)
    _showing_parsers(add)
    _keeping_parsers(add)
    _door_parsers(add)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):  # noqa: PLR2004 - the ports that there are
        raise argparse.ArgumentTypeError(f"{text!r} is no port; it is a number from 1 to 65535.")
    return int(text)


def _running_parsers(add: Add) -> None:
    serve = add(
        "serve", _serve, "Serve the pages, with the worker and, without DATABASE_URL, the embedded database."
    )
    serve.add_argument(
        "--demo", action="store_true", help="load the demonstration country and print its sign-in names"
    )
    serve.add_argument("--host", default=os.environ.get("TAKATUF_HOST", "127.0.0.1"))
    serve.add_argument("--port", type=_port, default=os.environ.get("TAKATUF_PORT", "8000"))
    demo = add("demo", _demo, "Load the demonstration country.")
    demo.add_argument(
        "--code", action="store_true", help="print the second factor's code of this moment, and nothing else"
    )
    work = add("work", _work, "Run the worker: jobs, deadlines and the sealer of the ledger.")
    work.add_argument("--once", action="store_true", help="do what is due now, then end")


def _showing_parsers(add: Add) -> None:
    journey = add("journey", _journey, "The main job without a browser, on a fresh database of its own.")
    journey.add_argument("--report", metavar="FILE", help="CyberTipline XML or the public form's JSON")
    journey.add_argument(
        "--out", metavar="DIR", required=True, help="where the document and its proof are left"
    )
    verify_parser(add("verify", _verify, "Check a signed submission without a database."))
    witness_parser(
        add("witness", witness, "Watch the ledger from another agency, and cosign what only grew.")
    )
    bench = add("bench", _bench, "Measure on a database of its own, and print a table.")
    bench.add_argument("name", metavar="NAME", help=f"{', '.join(NAMES)}, one of their parts, or all")
    bench.add_argument(
        "--json", action="store_true", help="one object: figure -> value, unit, target, better"
    )
    bench.add_argument(
        "--scale", type=float, default=1.0, metavar="X", help="1 is the size that the issue names"
    )


def _keeping_parsers(add: Add) -> None:
    add("renew", _renew, "Add a further time stamp to signed documents whose last one ends soon.")
    add("check", _check, "Check the installation: rights, row security, keys, ledger.")
    keys = add("keys", _keys, "The keyring: what is in it, and a new key that wraps from now on.")
    parts = keys.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help in (
        ("list", "Print the name, the state and the day of each key; never a key itself."),
        ("rotate", "Make a new key and wrap every record's data key by it; no text is encrypted anew."),
        ("seal", "Seal a plain keyring by a passphrase, or a sealed one by another; stop the service first."),
    ):
        part = parts.add_parser(name, help=help, description=help)
        if name == "seal":
            part.add_argument("file", metavar="FILE", help="the file that holds the new passphrase")
    copy = add("backup", _backup, "Copy what the database holds, from one moment; the keys are not in it.")
    copy.add_argument("folder", metavar="FOLDER", help="where the copy and its list are written")
    back = add("restore", _restore, "Bring a copy back into an empty database, count it and check the house.")
    back.add_argument("file", metavar="FILE", help="the list of the copy (.json); the copy lies beside it")
    kept = add("retention", _retention, "What is due to be erased; erasing what two persons approved.")
    steps = kept.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help in (
        ("due", "List what has become due, and what stands against each line."),
        ("run", "Erase what two persons approved and whose days of waiting are over."),
        ("list", "Write the list of what was erased; a copy that is brought back is held to it."),
        ("replay", "Erase again what an older copy brought back."),
    ):
        part = steps.add_parser(name, help=help, description=help)
        if name in {"list", "replay"}:
            part.add_argument("file", metavar="FILE")
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
    export_parser(add("export", export, "Write out records in a format that others read."))


def _door_parsers(add: Add) -> None:
    doors.user_parser(
        add(
            "user",
            doors.user,
            "Add somebody to the staff, renew or end a sign-in, change a role, or list all.",
        )
    )
    doors.duty_number_parser(
        add(
            "duty-number",
            doors.duty_number,
            "How an agency without accounts is called and written to; kept sealed.",
        )
    )
    doors.provider_parser(
        add("provider", doors.provider, "Register who reports by machine, and issue or end their keys.")
    )
    doors.agency_parser(
        add(
            "agency",
            doors.agency,
            "Take agencies in, and say how each is reached: inboxes, contact point, webhooks.",
        )
    )
    doors.gateway_parser(
        add(
            "gateway",
            doors.gateway,
            "Open or close the doors for e-mail, SMS, WhatsApp and the telephone system.",
        )
    )


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
        sentence = outage_in_words(error)
        if sentence is None:
            raise
        print(f"takatuf {options.command}: {sentence}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())

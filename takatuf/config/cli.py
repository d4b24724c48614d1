"""The command line: every command ends with 0, or with a sentence and another status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from takatuf.kernel.errors import Refused

Command = Callable[[argparse.Namespace], int]


def _django() -> None:
    """Load the settings and the rooms; commands that need no database never call this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takatuf.config.settings")
    import django

    django.setup()


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

    return verify(options.file, proof=options.proof, key=options.key)


def _check(options: argparse.Namespace) -> int:
    del options
    _django()
    from takatuf.config.commands.check import check

    return check()


def _user(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.user import add_user

    return add_user(username=options.username, agency=options.agency, role=options.role, name=options.name)


def _import(options: argparse.Namespace) -> int:
    _django()
    from takatuf.config.commands.transfer import import_file

    return import_file(options.kind, options.file)


def _bench(options: argparse.Namespace) -> int:
    from takatuf.config.commands.bench import bench

    return bench(name=options.name, as_json=options.json, scale=options.scale)


def _not_built(options: argparse.Namespace) -> int:
    print(f"takatuf {options.command}: not built yet.", file=sys.stderr)
    return 3


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
    verify = add("verify", _verify, "Check a signed submission without a database.")
    verify.add_argument("file", metavar="FILE")
    verify.add_argument("--proof", metavar="FILE", help="by default proof.json beside the file")
    verify.add_argument(
        "--key",
        metavar="FILE",
        help="the pinned ledger key; by default the home's, or ledger.pub beside the file",
    )
    add("check", _check, "Check the installation: rights, row security, keys, ledger.")
    user = add("user", _user, "Add a member of staff; prints a password and the second factor's secret once.")
    user.add_argument("username")
    user.add_argument("--agency", required=True, metavar="CODE")
    user.add_argument("--role", required=True)
    user.add_argument("--name", required=True)
    take = add("import", _import, "Take in reports from a file.")
    take.add_argument("kind", metavar="KIND", help="cybertipline, form or hotline")
    take.add_argument("file", metavar="FILE", help="a file; of cybertipline also a folder or a zip")
    bench = add("bench", _bench, "Measure on a database of its own, and print a table.")
    bench.add_argument(
        "name", metavar="NAME", help="intake, lookup, or all; the other names are not built yet"
    )
    bench.add_argument(
        "--json", action="store_true", help="one object: figure -> value, unit, target, better"
    )
    bench.add_argument(
        "--scale", type=float, default=1.0, metavar="X", help="1 is the size that the issue names"
    )
    for name, help in (
        ("export", "Write out records of a kind."),
        ("witness", "Cosign checkpoints at another agency."),
        ("backup", "Copy the state."),
        ("restore", "Bring a copy back."),
    ):
        command = add(name, _not_built, help + " Not built yet.")
        command.add_argument("rest", nargs="*")
    return parser


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
    return status


if __name__ == "__main__":
    sys.exit(main())

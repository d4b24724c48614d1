"""The parts of the command line that others check us with: documents, proofs, and witnesses of the ledger."""

import argparse

from takatuf.config.django_setup import load_django


def witness(options: argparse.Namespace) -> int:
    """Run one part of `takatuf witness`; only those on the house's own machine load Django and the database."""
    if options.what in {"enrol", "list", "end"}:
        return _at_the_house(options)
    from takatuf.config.commands import witness as elsewhere

    if options.what == "init":
        return elsewhere.begin(
            folder=options.folder, name=options.name, house=options.house, key=options.house_key
        )
    if options.what == "run":
        return elsewhere.run(folder=options.folder, every=options.every, once=options.once)
    return elsewhere.compare_files(
        first=options.first, second=options.second, key=options.key, house=options.house
    )


def _at_the_house(options: argparse.Namespace) -> int:
    load_django()
    from django.conf import settings

    from takatuf.config.commands import witness_house

    if options.what == "list":
        return witness_house.list_all()
    if options.what == "end":
        return witness_house.end(name=options.name)
    watched_by = options.watched_by or settings.TAKATUF_INTAKE_AGENCY
    return witness_house.enrol(agency=options.agency, key=options.key, watched_by=watched_by)


def witness_parser(command: argparse.ArgumentParser) -> None:
    """The parts of `takatuf witness`."""
    parts = command.add_subparsers(dest="what", required=True, metavar="WHAT")

    def add(name: str, help: str, *places: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=help, description=help)
        for place in places:
            part.add_argument(place, metavar=place.upper())
        return part

    init = add(
        "init", "At another agency: make a witness's folder and key; prints its key for the house.", "folder"
    )
    init.add_argument(
        "--name", required=True, help="its name in signatures, for example witness.example/health"
    )
    init.add_argument("--house", required=True, metavar="URL", help="the house's public address, https")
    init.add_argument(
        "--house-key", required=True, metavar="FILE", help="the ledger's key, got by another way"
    )
    run = add("run", "At another agency: look, check, cosign; 3 after an alarm.", "folder")
    run.add_argument("--every", type=int, default=300, metavar="SECONDS")
    run.add_argument("--once", action="store_true", help="look once, then end")
    compare = add("compare", "Hold against each other what two witnesses were shown.", "first", "second")
    compare.add_argument(
        "--key", metavar="FILE", help="the ledger's key; by default from the first one's folder"
    )
    compare.add_argument("--house", metavar="URL", help="have the house prove one newest head from the other")
    enrol = add("enrol", "At the house: take a witness's cosignatures from now on.", "agency")
    enrol.add_argument("--key", required=True, metavar="KEYFILE", help="its key, a line or a file with one")
    enrol.add_argument("--watched-by", metavar="CODE", help="who is told when it falls silent")
    add("list", "At the house: print the witnesses, and when each cosigned last.")
    add("end", "At the house: take no more cosignatures of a witness.", "name")


def verify_parser(command: argparse.ArgumentParser) -> None:
    """The places of `takatuf verify`."""
    command.add_argument("file", metavar="FILE")
    command.add_argument("--proof", metavar="FILE", help="by default proof.json beside the file")
    command.add_argument(
        "--key",
        metavar="FILE",
        help="the pinned ledger key; by default the home's, or ledger.pub beside the file",
    )
    command.add_argument(
        "--witness",
        metavar="KEYFILE",
        action="append",
        default=[],
        help="a witness's key that you trust; may be repeated",
    )
    command.add_argument(
        "--witnesses",
        type=int,
        metavar="N",
        help="how many of them must have cosigned; by default all that were named",
    )


def export(options: argparse.Namespace) -> int:
    """Run one part of `takatuf export`."""
    load_django()
    from takatuf.config.commands.export import export_case

    return export_case(options.code, username=options.username, out=options.out, with_names=options.names)


def export_parser(command: argparse.ArgumentParser) -> None:
    """The parts of `takatuf export`."""
    parts = command.add_subparsers(dest="what", required=True, metavar="KIND")
    help = "The exhibits of a case with their chains of custody, as CASE/UCO, one file an exhibit."
    case = parts.add_parser("case", help=help, description=help)
    case.add_argument("code", metavar="CODE", help="the case's code")
    case.add_argument(
        "--as", dest="username", required=True, help="the sign-in name of who exports; it is on record"
    )
    case.add_argument("--out", metavar="DIR", required=True)
    case.add_argument(
        "--names",
        action="store_true",
        help="with persons, places, reasons, accounts and addresses; without, they are withheld",
    )

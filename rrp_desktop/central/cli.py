"""`rrp-collate`: the centre's command. Here is what it takes in; what it gives is in `cli_giving`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from rrp_desktop.bundle.asked import NOTHING_ASKED, Asked, asked_from
from rrp_desktop.bundle.enrol import read_card
from rrp_desktop.bundle.keys import read_recipient
from rrp_desktop.bundle.pack import Recipient
from rrp_desktop.central import centre, cli_giving, collate
from rrp_desktop.central.centre import Centre
from rrp_desktop.central.command import at_centre, file_there, json_too, main, plainly, say
from rrp_desktop.central.inbox import bundles_in
from rrp_desktop.central.intake import Verdict
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import Refused

__all__ = ["cli_giving", "main"]
SOME_REFUSED = 3
"""The exit code when the command did its work and at least one bundle was refused or is a fork."""


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--escrow", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the escrow identity."
)
@click.option("--store", help="postgresql+psycopg://…, to keep what arrives there; a file if not given.")
@json_too
@plainly
def init(folder: Path, escrow: Path | None, store: str | None, as_json: bool) -> None:
    """Make a centre in FOLDER: its keys and an empty shelf."""
    with centre.found(folder, escrow, PcClock(), store) as made:
        words = made.keys.signing.public.words
        working, kept = made.keys.recipients
    where = escrow or folder / "escrow_identity"
    say(
        as_json,
        {
            "folder": str(folder),
            "words": words,
            "working": working,
            "escrow": kept,
            "escrow_file": str(where),
        },
        f"The centre is in {folder}.",
        f"Its eight words: {words}",
        f"Move {where} to another place, on paper or a stick in a safe, and delete it here.",
        "It opens every bundle if the centre's own key is lost.",
    )


@main.command()
@at_centre
@click.option("--programme", required=True, help="The programme's name, as wards will see it.")
@click.option("--recipient", "more", multiple=True, metavar="KEY=TITLE", help="Somebody else to seal to.")
@click.option("--asks", type=file_there, help="A JSON file of aims, measures, lists and ideas.")
@click.option("--linked", is_flag=True, help="Give every ward on the list one key for pseudonyms.")
@json_too
@plainly
def pack(
    folder: Path, programme: str, more: tuple[str, ...], asks: Path | None, linked: bool, as_json: bool
) -> None:
    """Write the next programme pack."""
    recipients = tuple(_recipient(each) for each in more)
    asked = _asked(asks) if asks else NOTHING_ASKED
    with Centre(folder, PcClock()) as open_centre:
        made, path = open_centre.pack(programme, recipients, asked, linked=linked)
        words = open_centre.keys.signing.public.words
    say(
        as_json,
        {
            "file": str(path),
            "version": made.version,
            "words": words,
            "recipients": [{"key": each.key, "title": each.title} for each in made.recipients],
        },
        f"Version {made.version} of the pack is in {path}.",
        *(f"  sealed to {each.key}  {each.title}" for each in made.recipients),
        f"When a ward telephones, read out: {words}",
    )


def _asked(file: Path) -> Asked:
    try:
        return asked_from(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(
            "pack-asks", "This file does not hold what a programme may ask. Compare it with the last pack's."
        ) from None


def _recipient(text: str) -> Recipient:
    key, _, title = text.partition("=")
    read_recipient(key)
    if not title.strip():
        raise Refused(
            "recipient-title", "Write a recipient as KEY=TITLE, so that wards can see whose key it is."
        )
    return Recipient(key, title.strip())


@main.command()
@at_centre
@click.argument("card", type=file_there)
@click.option("--yes", is_flag=True, help="The words were compared already.")
@json_too
@plainly
def enrol(folder: Path, card: Path, yes: bool, as_json: bool) -> None:
    """Trust the ward whose enrolment CARD this is, once its words were compared by telephone."""
    asked = read_card(card.read_bytes())
    if not yes:
        click.echo(f"{asked.name} ({asked.ward}) says its words are:\n  {asked.key.words}", err=as_json)
        click.echo("Telephone the ward on a number from your own list and have them read out.", err=as_json)
        click.confirm("Are they the same?", abort=True, err=as_json)
    with Centre(folder, PcClock()) as open_centre:
        open_centre.enrol(asked)
    say(as_json, {"ward": asked.ward, "words": asked.key.words}, f"{asked.name} ({asked.ward}) is enrolled.")


@main.command()
@at_centre
@click.argument("ward")
@json_too
@plainly
def revoke(folder: Path, ward: str, as_json: bool) -> None:
    """Refuse what arrives from now on under the present key of WARD."""
    with Centre(folder, PcClock()) as open_centre:
        count = open_centre.revoke(ward)
    if not count:
        raise Refused("not-enrolled", "No key of this ward is on the list. Check the ward's code.")
    say(as_json, {"ward": ward, "keys": count}, f"The key of {ward} is withdrawn.")


@main.command()
@at_centre
@click.argument("source", type=click.Path(path_type=Path), metavar="FOLDER")
@json_too
@plainly
def intake(folder: Path, source: Path, as_json: bool) -> None:
    """Take in every bundle in FOLDER. Ends with 3 if any was refused or is a fork."""
    with Centre(folder, PcClock()) as open_centre:
        found = open_centre.intake(source)
        many = len(bundles_in(source))
        with click.progressbar(found, length=many, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
            verdicts = list(shown)
    lines = [f"{each.file}: {each.code}. {each.sentence}" for each in verdicts]
    say(as_json, [_verdict(each) for each in verdicts], *(lines or ["There are no bundles in that folder."]))
    if any(not each.taken or each.code == "fork" for each in verdicts):
        sys.exit(SOME_REFUSED)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    bundle = verdict.bundle
    found = bundle and {
        "ward": bundle.ward,
        "epoch": bundle.epoch,
        "seq": bundle.seq,
        "period": f"{bundle.period:%Y-%m}",
        "rows": bundle.rows,
        "missing": list(bundle.missing),
    }
    return {
        "file": verdict.file,
        "code": verdict.code,
        "detail": verdict.detail,
        "sentence": verdict.sentence,
        "sha256": verdict.sha256,
        "bundle": found,
    }


@main.command()
@at_centre
@click.option(
    "--to", "target", type=click.Path(file_okay=False, exists=True, path_type=Path), help="Where to write."
)
@json_too
@plainly
def receipt(folder: Path, target: Path | None, as_json: bool) -> None:
    """Write a receipt for every bundle that has none, with the code to read out by telephone."""
    with Centre(folder, PcClock()) as open_centre:
        issued = open_centre.receipts(target)
    say(
        as_json,
        [
            {
                "ward": each.bundle.ward,
                "seq": each.bundle.seq,
                "period": f"{each.bundle.period:%Y-%m}",
                "decision": each.decision,
                "problem": each.bundle.problem,
                "missing": list(each.bundle.missing),
                "file": str(each.path),
                "code": each.code,
            }
            for each in issued
        ],
        *(
            f"{each.bundle.ward} {each.bundle.period:%Y-%m} bundle {each.bundle.seq}: {each.decision}, "
            f"code {each.code}, {each.path}"
            for each in issued
        ),
        *(() if issued else ("Every bundle has its receipt.",)),
    )


@main.command()
@at_centre
@json_too
@plainly
def status(folder: Path, as_json: bool) -> None:
    """Show wards by month: completeness first, then counts; and what needs a person."""
    with Centre(folder, PcClock()) as open_centre:
        plain = _status(open_centre)
    say(as_json, plain, *_status_lines(plain))


def _status(open_centre: Centre) -> dict[str, Any]:
    held = open_centre.shelf.held()
    months = collate.ward_months(open_centre.shelf)
    return {
        "escrow_is_here": open_centre.escrow_is_here,
        "wards": [
            {"ward": each.ward, "name": each.name, "revoked": each.revoked_at is not None}
            for each in open_centre.shelf.signers()
        ],
        "bundles": len(held),
        "missing": [
            {"ward": ward, "epoch": epoch, "seqs": list(seqs)}
            for ward, epoch, seqs in sorted({(each.ward, each.epoch, each.missing) for each in held})
            if seqs
        ],
        "forks": [
            {"ward": each.ward, "seq": each.seq, "sha256": each.sha256}
            for each in held
            if each.problem == "fork"
        ],
        "contested_rows": len(open_centre.shelf.contests()),
        "refused": [{"file": file, "code": code} for file, code in open_centre.shelf.refusals()],
        "months": [month.plain() for month in months],
        "totals": collate.totals(months),
        "state": open_centre.shelf.state(),
    }


def _status_lines(plain: dict[str, Any]) -> list[str]:
    lines = [f"Wards enrolled: {len(plain['wards'])}. Bundles: {plain['bundles']}."]
    if plain["escrow_is_here"]:
        lines.append("The escrow identity still lies in the centre's folder: move it to another place.")
    lines += [f"{each['ward']}: waiting for {', '.join(map(str, each['seqs']))}" for each in plain["missing"]]
    lines += [
        f"{fork['ward']}: bundle {fork['seq']} contradicts another; telephone the ward"
        for fork in plain["forks"]
    ]
    if plain["contested_rows"]:
        lines.append(
            f"{plain['contested_rows']} rows are set aside because a ward sent two versions of them."
        )
    lines += [f"refused: {each['file']} ({each['code']})" for each in plain["refused"]]
    return [*lines, *(line for month in plain["months"] for line in _month_lines(month))]


def _month_lines(month: dict[str, Any]) -> list[str]:
    head = (
        f"{month['ward']} {month['month']}: "
        f"{month['shifts_confirmed']} of {month['shifts']} shifts confirmed, "
        f"{month['midnights_counted']} of {month['days']} midnights counted, "
        f"{month['huddles_held']} of {month['huddles_expected']} huddles held"
    )
    counts = (
        f"  {measure}: {each['count']} in {each['days_known']} of {month['days']} days"
        if each["days_known"]
        else f"  {measure}: not known"
        for measure, each in month["counts"].items()
    )
    return [head, *counts]


if __name__ == "__main__":
    main()

"""The part of `rrp-collate` that gives back: reports, return packs, exports; and the care of the store."""

from pathlib import Path

import click

from rrp_desktop.central import parquet, publish
from rrp_desktop.central.centre import Centre
from rrp_desktop.central.command import at_centre, file_there, json_too, main, plainly, say
from rrp_desktop.central.contested import Contest
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import Damaged, Refused

_month = click.option("--until", metavar="YYYY-MM", help="The last month to tell; the latest if not given.")
_to = click.option(
    "--to", "target", type=click.Path(file_okay=False, exists=True, path_type=Path), help="Where to write."
)


@main.command()
@at_centre
@click.argument("file", type=file_there)
@json_too
@plainly
def wards(folder: Path, file: Path, as_json: bool) -> None:
    """Keep FILE, a CSV of ward, name, organisation, region and specialty, as the list of wards."""
    listed = publish.read_wards(file.read_text(encoding="utf-8"))
    with Centre(folder, PcClock()) as centre:
        centre.shelf.list_wards(listed)
    say(as_json, {"wards": len(listed)}, f"{len(listed)} wards are on the list.")


@main.command()
@at_centre
@_month
@click.option("--region", help="One region only.")
@click.option("--inside", is_flag=True, help="The centre's own pages too, which name wards.")
@click.option("--quote", type=file_there, help="A text that somebody agreed to have on the infographic.")
@_to
@json_too
@plainly
def report(
    folder: Path,
    until: str | None,
    region: str | None,
    inside: bool,
    quote: Path | None,
    target: Path | None,
    as_json: bool,
) -> None:
    """Write the report: HTML that prints, PDF, a workbook, and a CSV for each table."""
    said = quote.read_text(encoding="utf-8") if quote else ""
    with Centre(folder, PcClock()) as centre:
        to = target or folder / "reports"
        paths = publish.write_report(centre, to, until, region, said, inside=inside)
    say(as_json, [str(path) for path in paths], *map(str, paths))


@main.command("return")
@at_centre
@_month
@click.option("--ward", "only", multiple=True, help="This ward only; may be given several times.")
@click.option("--words", type=file_there, help="A text whose lines are said to every ward.")
@_to
@json_too
@plainly
def give_back(
    folder: Path,
    until: str | None,
    only: tuple[str, ...],
    words: Path | None,
    target: Path | None,
    as_json: bool,
) -> None:
    """Write a return pack for every ward, which that ward alone can open."""
    said = words.read_text(encoding="utf-8") if words else ""
    with Centre(folder, PcClock()) as centre:
        paths = publish.write_returns(centre, target or folder / "returns", until, only, said)
    nothing = () if paths else ("No ward has anything to be told.",)
    say(as_json, [str(path) for path in paths], *map(str, paths), *nothing)


@main.command()
@at_centre
@click.argument("target", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@json_too
@plainly
def export(folder: Path, target: Path, as_json: bool) -> None:
    """Write what counts as Parquet under FOLDER, by month and region."""
    with Centre(folder, PcClock()) as centre:
        rows = parquet.write_parquet(centre.shelf, target)
    say(as_json, rows, *(f"{name}: {count:,} rows" for name, count in rows.items()))


@main.command()
@at_centre
@json_too
@plainly
def verify(folder: Path, as_json: bool) -> None:
    """Take every original in again from nothing, and compare."""
    with Centre(folder, PcClock()) as centre:
        same, state = centre.verify(), centre.shelf.state()
    if not same:
        raise Damaged(
            "store-differs", "The store does not say what its originals say. Put back its last backup."
        )
    say(as_json, {"state": state}, f"The originals say the same: {state}")


@main.command()
@at_centre
@click.argument("store")
@json_too
@plainly
def move(folder: Path, store: str, as_json: bool) -> None:
    """Copy everything to the empty database at the URL STORE, and work with that from now on."""
    with Centre(folder, PcClock()) as centre:
        rows = centre.move(store)
    say(as_json, {"rows": rows}, f"{rows:,} rows are in the new store, which is used from now on.")


@main.command()
@at_centre
@json_too
@plainly
def roles(folder: Path, as_json: bool) -> None:
    """Make PostgreSQL's roles rrp_collator and rrp_analyst, and let them do what they may."""
    with Centre(folder, PcClock()) as centre:
        centre.shelf.make_roles()
    say(as_json, {"roles": ["rrp_collator", "rrp_analyst"]}, "Grant them to whoever is to have them.")


@main.command()
@at_centre
@click.option("--choose", type=(int, str), metavar="NUMBER DIGEST", help="Let this content count.")
@json_too
@plainly
def contested(folder: Path, choose: tuple[int, str] | None, as_json: bool) -> None:
    """Show rows of which a ward sent two contents, and let one count once the ward was asked."""
    with Centre(folder, PcClock()) as centre:
        if choose is not None:
            centre.shelf.choose(*_chosen(centre, *choose), centre.now())
        found = [(each, centre.shelf.contents(each)) for each in centre.shelf.contests()]
    plain = [
        {
            "number": number,
            "ward": each.ward,
            "section": each.section,
            "place": each.place,
            "contents": [{"digest": digest, "content": content} for digest, content in contents],
        }
        for number, (each, contents) in enumerate(found, 1)
    ]
    lines = [
        line
        for number, (each, contents) in enumerate(found, 1)
        for line in (
            f"{number}. {each.ward} {each.section} {each.place}",
            *(f"   {digest[:12]}  {content}" for digest, content in contents),
        )
    ]
    say(as_json, plain, *(lines or ["Nothing is contested."]))


def _chosen(centre: Centre, number: int, start: str) -> tuple[Contest, str]:
    contests = centre.shelf.contests()
    if not 1 <= number <= len(contests):
        raise Refused("not-contested", "There is no contested row of that number. Look at the list again.")
    contest = contests[number - 1]
    digests = [digest for digest, _ in centre.shelf.contents(contest) if digest.startswith(start)]
    if len(digests) != 1 or not start:
        raise Refused("which-content", "Give the first characters of one content. Look at the list again.")
    return contest, digests[0]

"""Reports and return packs, from the store to files."""

import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from rrp_desktop.bundle.returned import write_return
from rrp_desktop.central.allowed import Signer
from rrp_desktop.central.centre import Centre
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.gathered import gather, own_months
from rrp_desktop.central.report.html import html_of
from rrp_desktop.central.report.pages import Report
from rrp_desktop.central.report.pdf import write_pdf
from rrp_desktop.central.report.sheets import csv_of, write_workbook
from rrp_desktop.central.returns import beside, returned_to
from rrp_desktop.central.shelf import Listed
from rrp_desktop.clock import day_of
from rrp_desktop.errors import Refused
from rrp_desktop.place import place

_COLUMNS = ("ward", "name", "organisation", "region", "specialty")


def read_wards(text: str) -> tuple[Listed, ...]:
    """The programme's list of wards from CSV with the columns ward, name, organisation, region, specialty."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if not set(_COLUMNS) <= set(rows.fieldnames or ()):
        raise Refused("ward-list", f"The list needs the columns {', '.join(_COLUMNS)}. Check its first line.")
    found = [Listed(*((row[name] or "").strip() for name in _COLUMNS)) for row in rows]
    if len({each.ward for each in found}) != len(found) or not all(each.ward and each.name for each in found):
        raise Refused("ward-list", "Every ward needs a code of its own and a name. Check the list.")
    return tuple(found)


def write_report(
    centre: Centre,
    folder: Path,
    until: str | None = None,
    region: str | None = None,
    quote: str = "",
    *,
    inside: bool = False,
) -> tuple[Path, ...]:
    """Write the report to *folder* as HTML, PDF, a workbook and one CSV for each table."""
    found = gather(centre.shelf, until, region)
    if not any(ward.sent for ward in found.wards):
        raise Refused("nothing-sent", "No month of any such ward is here yet. Take bundles in first.")
    made = report(found, _programme(centre), _titles(centre), inside=inside, quote=_lines(quote))
    name = "_".join(("RRP_report", found.until, *re.findall(r"\w+", region or "")))
    return tuple(_written(made, folder, f"{name}_inside" if inside else name))


def _written(made: Report, folder: Path, name: str) -> Iterator[Path]:
    tables = folder / name
    tables.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.html": html_of(made).encode()}
    files |= {f"{name}/{sheet.name}.csv": csv_of(sheet).encode() for sheet in made.sheets}
    for file, content in files.items():
        place(content, folder / file, over=True)
        yield folder / file
    for ending, write in ((".pdf", write_pdf), (".xlsx", write_workbook)):
        write(made, folder / f"{name}{ending}")
        yield folder / f"{name}{ending}"


def write_returns(
    centre: Centre, folder: Path, until: str | None = None, only: Collection[str] = (), words: str = ""
) -> tuple[Path, ...]:
    """Write a return pack for every enrolled ward, or for those in *only*, sealed to that ward alone."""
    found = gather(centre.shelf, until)
    programme, titles = _programme(centre), _titles(centre)
    told = _lines(words)
    wards = {ward.listed.ward: ward for ward in found.wards if ward.sent}
    shown = beside(found)
    paths = []
    for signer in _present(centre.shelf.signers()):
        if signer.ward not in wards or (only and signer.ward not in only):
            continue
        number = 1 + sum(1 for _ in (centre.folder / "returns").glob(f"RRP_{signer.ward}_*.rrpt"))
        own = own_months(centre.shelf, signer.ward)
        issued = day_of(centre.now())
        pack = returned_to(wards[signer.ward], found, shown, own, programme, number, issued, titles, told)
        data = write_return(pack, signer.recipient, centre.keys.receipt)
        place(data, centre.folder / "returns" / pack.name)
        if folder != centre.folder / "returns":
            place(data, folder / pack.name, over=True)
        paths.append(folder / pack.name)
    return tuple(paths)


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _present(signers: Collection[Signer]) -> Iterator[Signer]:
    """The latest key of each ward that was not withdrawn."""
    latest = {each.ward: each for each in signers if each.revoked_at is None}
    return iter(latest.values())


def _programme(centre: Centre) -> str:
    packs = centre.packs()
    return packs[-1].programme if packs else "The programme"


def _titles(centre: Centre) -> dict[str, str]:
    """What the programme's library calls its ideas."""
    packs = centre.packs()
    return {idea.code: idea.title for idea in packs[-1].asks.ideas} if packs else {}

"""What goes out says enough and not too much: on every kind of paper, over months, beside the packs."""

import dataclasses
import re
import zipfile
from itertools import product
from operator import le
from pathlib import Path

import pypdfium2
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import nation
from campaigns import sheets
from campaigns.outcome import Asked
from rrp_desktop.bundle import enrol
from rrp_desktop.bundle.returned import read_return
from rrp_desktop.central.centre import Centre
from rrp_desktop.central.parquet import open_engine, write_parquet
from rrp_desktop.central.publish import read_wards, write_report, write_returns
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.equity import rows_of
from rrp_desktop.central.report.funnels import caterpillar, funnel, spread_of
from rrp_desktop.central.report.gathered import Gathered, Tally, gather, half_before, month_before, own_months
from rrp_desktop.central.report.html import html_of
from rrp_desktop.central.report.improvement import missing
from rrp_desktop.central.report.pages import Page, Report, Sheet
from rrp_desktop.central.report.protected import blurred, shown_tallies
from rrp_desktop.central.report.sheets import write_workbook
from rrp_desktop.central.report.wards import Complete, changed, completeness
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.charts.figure import Tone
from rrp_desktop.errors import Refused
from rrp_desktop.reports import cells
from rrp_desktop.reports.hidden import rounded
from tests.core.central.conftest import Sender

WARDS, MONTHS = 48, 30


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> "Shelf":
    made = Shelf(tmp_path_factory.mktemp("nation") / "shelf.db")
    nation.fill(made, nation.wards(WARDS, MONTHS), MONTHS)
    return made


@pytest.fixture(scope="module")
def found(shelf: Shelf) -> Gathered:
    return gather(shelf)


def test_the_nation_is_the_same_for_the_same_seed() -> None:
    plans = [nation.wards(6, 12, seed=seed) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    [ward, *_] = plans[0]
    assert list(nation.months_of(ward, 12)) == list(nation.months_of(ward, 12))


def test_every_ward_is_judged_by_what_it_could_confirm(found: Gathered) -> None:
    judged = {ward.listed.ward: completeness(ward, found.until) for ward in found.wards}
    plan = {ward.code: ward for ward in nation.wards(WARDS, MONTHS)}
    assert {plan[code].confirms for code, kind in judged.items() if kind is Complete.COMPLETE} <= {1.0}
    assert all(kind is Complete.NULL for code, kind in judged.items() if plan[code].confirms < 0.5)
    assert set(judged.values()) >= {Complete.COMPLETE, Complete.PARTIAL, Complete.NULL}


def test_a_silent_ward_is_null_and_a_new_one_a_joiner(found: Gathered) -> None:
    ward = next(ward for ward in found.wards if completeness(ward, found.until) is Complete.COMPLETE)
    new = dataclasses.replace(ward, sent=ward.sent[-5:])
    silent = dataclasses.replace(ward, sent=ward.sent[:-3])
    assert completeness(new, found.until) is Complete.JOINER
    assert completeness(silent, found.until) is Complete.NULL


def test_improvers_are_found_and_others_are_not(found: Gathered) -> None:
    plan = {ward.code: ward for ward in nation.wards(WARDS, MONTHS)}
    moved = {ward.listed.ward: changed(ward, "restrictive") for ward in found.wards}
    better = [change for code, change in moved.items() if change is not None and plan[code].improves > 0.5]
    others = [
        change for code, change in moved.items() if change is not None and abs(plan[code].improves) <= 0.1
    ]
    assert sum(better) / len(better) < -0.15
    assert abs(sum(others) / len(others)) < 0.15


def test_a_wards_months_add_up_to_what_the_report_counts(shelf: Shelf, found: Gathered) -> None:
    ward = max(found.wards, key=lambda ward: len(ward.sent))
    own = own_months(shelf, ward.listed.ward)
    last = {month_before(found.until, by) for by in range(12)} & {each.month for each in ward.sent[-12:]}
    assert ward.now["restraint"].count == sum(own[month, "restraint"].count for month in last)


def test_months_and_halves_of_years() -> None:
    assert month_before("2026-01", 1) == "2025-12"
    assert month_before("2026-12", -1) == "2027-01"
    assert half_before("2026-10") == ("2026-01", "2026-06")
    assert half_before("2026-12") == ("2026-07", "2026-12")
    assert half_before("2026-05") == ("2025-07", "2025-12")


def test_a_funnel_marks_who_lies_outside_and_is_wider_where_wards_differ() -> None:
    usual = [Tally(50, 5000.0 + 50 * at) for at in range(20)]
    drawn = funnel("Acute", "incidents", [*usual, Tally(200, 6000.0), Tally(5, 6000.0)], 3, own=0)
    tones = [point.tone for point in drawn.points]
    assert tones.count(Tone.CONCERN) == 1
    assert tones.count(Tone.IMPROVEMENT) == 1
    assert tones.count(Tone.NEITHER) == 1
    assert "3 wards" in drawn.note
    unlike = [Tally(10 + 20 * (at % 5), 5000.0) for at in range(20)]
    mean = 1000 * sum(each.count for each in unlike) / sum(each.bed_days for each in unlike)
    assert spread_of(unlike, mean) > 2
    assert spread_of(usual, 10.0) == 1
    assert caterpillar("Change", [-0.5, 0.0, 0.4], 0).points[0].tone is Tone.IMPROVEMENT


def test_the_shared_report_names_no_ward_and_the_centres_own_does(found: Gathered) -> None:
    shared, inside = (html_of(report(found, "South", {}, inside=each)) for each in (False, True))
    names = [f">{ward.listed.name}<" for ward in found.wards]
    assert not [name for name in names if name in shared]
    assert all(name in inside for name in names)
    assert not re.search(r"(src|href)=\"(?!#)|<script|url\((?!\"data:)", shared)


def test_all_papers_say_the_same_and_can_be_read(centre: Centre, tmp_path: Path, shelf: Shelf) -> None:
    shelf.copy_to(centre.shelf)
    paths = write_report(centre, tmp_path, quote="“The whole ward sees it move.”\n", inside=True)
    assert {path.suffix for path in paths} == {".html", ".csv", ".pdf", ".xlsx"}
    [pdf] = [path for path in paths if path.suffix == ".pdf"]
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert all(len(text) > 120 for text in texts), "a page is empty"
    for title in ("How complete the figures are", "What has changed", "Coach planner", "learning set"):
        assert any(title in text for text in texts), title
    [infographic] = [text for text in texts if "what wards have done" in text]
    assert "sees it move.”" in infographic
    assert "Ideas that most wards tried" in infographic, "it is one page"
    [book] = [path for path in paths if path.suffix == ".xlsx"]
    with zipfile.ZipFile(book) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
    assert len(sheets) == sum(path.suffix == ".csv" for path in paths)
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


def test_a_workbook_holds_numbers_where_people_read_numbers(tmp_path: Path) -> None:
    sheet = Sheet("s", "Title", ("Idea", "Wards", "Rate", "Change"), (("Huddle", 1200, 2.5, "−22 %"),))
    write_workbook(Report("", "", "", (Page("p", "", (sheet,)),)), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as parts:
        page, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert re.findall(r'<c r="([BCD]5)" s="\d+"><v>([^<]+)', page) == [
        ("B5", "1200"),
        ("C5", "2.5"),
        ("D5", "-0.22"),
    ]
    assert "+0 %;&quot;−&quot;0 %;0 %" in styles


def test_whoever_has_not_sent_a_month_is_named_with_it(found: Gathered) -> None:
    ward = next(ward for ward in found.wards if completeness(ward, found.until) is Complete.COMPLETE)
    never = dataclasses.replace(ward, sent=[])
    late = dataclasses.replace(ward, sent=[*ward.sent[:-3], ward.sent[-2]])
    rows = missing(dataclasses.replace(found, everybody=(ward, late, never))).rows
    assert [(row[0], *row[3:]) for row in rows] == [
        (ward.listed.name, month_before(found.until, 1), "February 2019, April 2019"),
        (ward.listed.name, "nothing yet", "all"),
    ]


def test_a_report_of_one_region_holds_its_wards_only(shelf: Shelf) -> None:
    some = gather(shelf, region="East")
    assert {ward.listed.region for ward in some.wards} == {"East"}
    told, whole = (report(each, "South", {}) for each in (some, gather(shelf)))
    assert told.subtitle.startswith("East: ")
    assert not [page.name for page in told.pages if page.name.startswith(("multiples", "equity"))]
    said = [repr(each.pages[0]) for each in (told, whole)]
    assert ["the same pages of East alone would let anybody work out" in each for each in said] == [
        True,
        False,
    ]
    east, everywhere = (_begun_with(each) for each in (told, whole))
    assert all(0 < here < there for here, there in zip(east, everywhere, strict=True))


def _begun_with(told: Report) -> list[int]:
    """The counts of what is frequent, at the start."""
    [sheet] = [each for each in told.sheets if each.name == "impact"]
    return [int(str(row[1]).replace(",", "")) for row in sheet.rows if row[0] in ("Restraint", "Violence")]


@pytest.mark.parametrize("weak", ["", "csv", "workbook"])
def test_no_cell_is_ever_live(weak: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """T24; and it fails when cells are written as they are."""
    if weak == "csv":
        monkeypatch.setattr(cells, "safe", str)
    elif weak:
        monkeypatch.setattr(xlsxwriter, "Workbook", lambda path, _options: _Workbook(path))
    assert sheets.no_cell_is_live(Asked(200, tmp_path, 24)).passed is (not weak)


_Workbook = xlsxwriter.Workbook


def test_small_numbers_are_left_out_and_others_rounded() -> None:
    assert blurred(Tally(4, 5000.0)) is None
    assert blurred(Tally(50, 99.0)) is None
    assert blurred(Tally(7, 333.0)) == Tally(5, 350.0)
    shown = shown_tallies([Tally(3, 900.0), Tally(80, 1000.0), Tally(90, 2000.0), Tally(70, 3000.0)])
    assert shown[0] is None
    assert shown[1] is None, "alone, the small one would be told by the total"
    assert shown[2] is None, "the second would tell it by the total and its own"
    assert shown[3] == Tally(70, 3000.0)


@settings(max_examples=60)
@given(st.tuples(*[st.integers(0, 13)] * 3), st.tuples(*[st.integers(0, 3)] * 3))
def test_no_hidden_group_is_told_by_the_table_its_total_and_the_month_before(
    counts: tuple[int, ...], more: tuple[int, ...]
) -> None:
    """Of two months that only ever add, every hidden number of either could have been another."""
    later = tuple(map(sum, zip(counts, more, strict=True)))
    pairs = [
        (before, after)
        for before in _ALL[_published(counts)]
        for after in _ALL[_published(later)]
        if all(map(le, before, after))
    ]
    for at in range(3):
        for month, told in enumerate((counts, later)):
            if told[at] < 5:
                assert len({pair[month][at] for pair in pairs}) > 1


def _published(counts: tuple[int, ...]) -> tuple[str | int, ...]:
    groups = [("", [[1]] * count) for count in counts]
    return *(str(row[1]) for row in rows_of(groups)), rounded(sum(counts))


_ALL: dict[tuple[str | int, ...], list[tuple[int, ...]]] = {}
for _counts in product(range(18), repeat=3):
    _ALL.setdefault(_published(_counts), []).append(_counts)


def test_a_return_pack_is_the_wards_alone_and_tells_no_other_wards_number(
    centre: Centre, tmp_path: Path, shelf: Shelf, found: Gathered
) -> None:
    shelf.copy_to(centre.shelf)
    pack, _ = centre.pack("South")
    ward = next(ward for ward in found.wards if ward.listed.specialty == "acute" and len(ward.sent) == MONTHS)
    sender = Sender(pack, ward.listed.ward)
    centre.enrol(enrol.read_card(sender.card))
    [path] = write_returns(centre, tmp_path, words="Well done.\n\n")
    told = read_return(path.read_bytes(), pack.receipt_key, sender.identity)
    assert (told.ward, told.number, told.feedback[0]) == (ward.listed.ward, 1, "Well done.")
    [restrictive] = [each for each in told.measures if each.measure == "restrictive"]
    assert restrictive.funnel is not None
    assert restrictive.funnel.own.count == ward.now["restrictive"].count
    exact = {
        (each.now["restrictive"].count, round(each.now["restrictive"].bed_days))
        for each in found.wards
        if each is not ward and "restrictive" in each.now
    }
    assert all(dot.count % 5 == 0 and dot.bed_days % 50 == 0 for dot in restrictive.funnel.peers)
    assert len(restrictive.funnel.peers) + restrictive.funnel.left_out <= len(exact)
    said = repr(told)
    others = [each.listed.ward for each in found.wards if each is not ward]
    assert not [code for code in others if code in said]
    assert not [person for _, person in found.people if person in said]
    with pytest.raises(Refused, match="return-recipient"):
        read_return(path.read_bytes(), pack.receipt_key, Sender(pack).identity)
    assert write_returns(centre, tmp_path)[0].name.endswith("_002.rrpt")


def test_parquet_holds_what_the_store_holds_by_month_and_region(tmp_path: Path) -> None:
    with Shelf(tmp_path / "small.db") as small:
        nation.fill(small, nation.wards(30, 3), 3)
        rows = write_parquet(small, tmp_path / "out")
    with open_engine() as engine:
        for table, count in rows.items():
            pattern = tmp_path / "out" / table / "*" / "*" / "*.parquet"
            [[read]] = engine.execute(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()
            assert read == count > 0
    assert (tmp_path / "out" / "incidents" / "month=2016-12" / "region=London").is_dir()


@pytest.mark.parametrize(
    "text",
    [
        "ward,name\nA1,Ward",
        "ward,name,organisation,region,specialty\nA1,,T,East,acute",
        "ward,name,organisation,region,specialty\nA1,Ward,T,East,acute\nA1,Ward,T,East,acute",
    ],
    ids=["columns", "no name", "twice"],
)
def test_a_list_of_wards_that_is_not_right_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="ward-list"):
        read_wards(text)


def test_nothing_planted_in_a_bundle_that_must_stay_reaches_any_paper(found: Gathered) -> None:
    """Keys and pseudonyms are for joining, never for reading."""
    made = html_of(report(found, "South", {}))
    keys = [person for _, person in found.people]
    assert keys
    assert not [key for key in keys if key in made]
    assert not [row["key"] for _, row in found.records["ideas"] if row["key"] in made]


def test_an_empty_report_still_has_its_pages() -> None:
    nothing = Gathered(
        "2026-10",
        None,
        (),
        {},
        {name: {} for name in ("restraint", "seclusion", "rapid_tranquillisation", "self_harm")},
        {},
        dict.fromkeys(("aims", "ideas", "cycles", "progress"), ()),
    )
    made = report(nothing, "South", {}, inside=True)
    assert isinstance(made, Report)
    assert html_of(made).count("<section") == len(made.pages)

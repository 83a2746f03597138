"""The pages of the programme's report, in the order in which they should be read."""

from collections.abc import Sequence

from rrp_desktop.central.report import equity, funnels, impact, improvement, trends
from rrp_desktop.central.report.gathered import Gathered, Tally, first_of, half_before
from rrp_desktop.central.report.impact import MAIN
from rrp_desktop.central.report.pages import (
    Block,
    Number,
    Numbers,
    Page,
    Picture,
    Quote,
    Report,
    Row,
    Sheet,
    Words,
    change,
    per_cent,
)
from rrp_desktop.central.report.protected import FEWEST_WARDS, shown_tallies
from rrp_desktop.central.report.wards import (
    MEANING,
    Complete,
    changed,
    completeness,
    counted,
    shown_change,
)
from rrp_desktop.measures import MEASURES

_LEFT_OUT = (
    "By kind of ward, and by ethnic group, gender and age, only the report of all wards tells. Beside it, "
    "the same pages of {region} alone would let anybody work out the few events and people of other regions "
    "that are not shown there."
)


def report(
    found: Gathered,
    programme: str,
    ideas: dict[str, str],
    *,
    inside: bool = False,
    quote: Sequence[str] = (),
) -> Report:
    """The whole report; the centre's own pages only where it stays *inside*.

    By kind of ward, and by who is affected, all wards are told of and no region: with the whole beside them,
    its tables would tell what little other regions had. What the *quote* on the infographic says comes from
    a person.
    """
    pages = (
        _completeness(found),
        impact.page(found),
        *_variation(found),
        *(() if found.region else (*_multiples(found), *_equity(found))),
        _ideas(found, ideas),
        _progress(found),
        _infographic(found, programme, ideas, quote),
        _slide(found, programme),
        _missing(found, programme),
        _wards(found),
        _coach(found),
    )
    kept = tuple(page for page in pages if inside or not page.inside)
    foot = (
        "The centre's own: names wards. Not to be passed on."
        if inside
        else "Counts to the nearest 5; * is too few to show, or nearly all of one ward. No ward is named."
    )
    of = f"{found.region}: r" if found.region else "R"
    return Report(
        programme, f"{of}eport until {first_of(found.until):%B %Y}, {len(found.wards)} wards", foot, kept
    )


def _completeness(found: Gathered) -> Page:
    judged = [(ward, completeness(ward, found.until)) for ward in found.wards]
    regions = sorted({ward.listed.region for ward in found.wards})
    rows: list[Row] = []
    for region in regions:
        kinds = [kind for ward, kind in judged if ward.listed.region == region]
        rows.append((region or "No region listed", len(kinds), *(kinds.count(kind) for kind in Complete)))
    kinds = [kind for _, kind in judged]
    if len(regions) > 1:
        rows.append(("All", len(kinds), *(kinds.count(kind) for kind in Complete)))
    header = ("Region", "Wards", *(kind.value.capitalize() for kind in Complete))
    meaning = ". ".join(f"{kind.value.capitalize()}: {words}" for kind, words in MEANING.items())
    shifts, confirmed = _shifts(found)
    trusts = {ward.listed.organisation for ward, kind in judged if kind is not Complete.NULL}
    return Page(
        "completeness",
        "How complete the figures are",
        (
            Words("Read this first: what follows is only as good as what wards could confirm."),
            *((Words(_LEFT_OUT.format(region=found.region)),) if found.region else ()),
            Numbers(
                (
                    Number(f"{len(found.wards)}", "wards enrolled or listed"),
                    Number(f"{len(trusts)}", "organisations taking part"),
                    Number(per_cent(kinds.count(Complete.COMPLETE), len(kinds)), "of wards complete"),
                    Number(per_cent(confirmed, shifts), "of shifts confirmed in 12 months"),
                )
            ),
            Sheet("completeness", "Wards by completeness", header, tuple(rows), f"{meaning}."),
        ),
    )


def _shifts(found: Gathered) -> tuple[int, int]:
    months = [each for ward in found.wards for each in ward.sent[-12:]]
    return sum(each.shifts for each in months), sum(each.confirmed for each in months)


def _variation(found: Gathered) -> tuple[Page, ...]:
    wards = counted(found.wards, found.until)
    pages = []
    for kind in sorted({ward.listed.specialty for ward in wards}):
        some = [ward for ward in wards if ward.listed.specialty == kind and MAIN in ward.now]
        tallies = [each for each in shown_tallies([ward.now[MAIN] for ward in some]) if each]
        moved = [each for ward in some if (each := shown_change(ward, MAIN)) is not None]
        if len(tallies) < FEWEST_WARDS:
            continue
        title = trends.SPECIALTIES.get(kind, kind)
        blocks: list[Block] = [
            Picture(
                funnels.funnel(
                    f"{title}: {MEASURES[MAIN].title}", "incidents", tallies, len(some) - len(tallies)
                )
            )
        ]
        if len(moved) >= FEWEST_WARDS:
            blocks.append(
                Picture(funnels.caterpillar(f"{title}: change by ward", moved, len(some) - len(moved)))
            )
        pages.append(Page(f"variation_{kind or 'other'}", f"How wards differ: {title}", tuple(blocks)))
    return tuple(pages)


def _multiples(found: Gathered) -> tuple[Page, ...]:
    pages = []
    for measure in (MAIN, "self_harm"):
        figures = trends.by_specialty(found, measure, beside_all=measure == MAIN)
        pictures = tuple(Picture(figure, small=True) for figure in figures)
        title = f"{MEASURES[measure].title} by kind of ward"
        pages.append(Page(f"multiples_{measure}", title, pictures or (Words("Too few to show."),)))
    return tuple(pages)


def _equity(found: Gathered) -> tuple[Page, ...]:
    first, last = map(first_of, half_before(found.until))
    words = Words(
        f"People are counted once for each ward, {first:%B} to {last:%B %Y}. A difference between groups is "
        "a reason to look, not a finding: the centre does not know who else was on the wards."
    )
    return tuple(
        Page(
            f"equity_{measure}",
            f"Who is affected: {MEASURES[measure].title.lower()}",
            (words, *equity.tables(found, measure)),
        )
        for measure in ("restraint", "seclusion", "rapid_tranquillisation")
    )


def _ideas(found: Gathered, titles: dict[str, str]) -> Page:
    return Page("ideas", "Change ideas and outcome", (improvement.ideas(found, titles),))


def _progress(found: Gathered) -> Page:
    return Page("progress", "How far the work has come", (improvement.scores(found),))


def _infographic(found: Gathered, programme: str, ideas: dict[str, str], quote: Sequence[str]) -> Page:
    wards = counted(found.wards, found.until)
    shifts, confirmed = _shifts(found)
    due, held = _huddles(found)
    more = (
        Number(f"{len(wards)}", "wards send what happens, and what does not"),
        Number(per_cent(held, due), "of safety huddles held in 12 months"),
        Number(per_cent(confirmed, shifts), "of shifts confirmed"),
    )
    figure = trends.overall(found, MAIN, impact.titled(found, MAIN))
    title = f"{programme}: what wards have done"
    blocks: list[Block] = [Numbers(impact.headlines(found)), Picture(figure, tall=True), Numbers(more)]
    if quote:
        blocks.append(Quote(tuple(quote)))
    return Page("infographic", title, (*blocks, _most_tried(found, ideas)))


def _most_tried(found: Gathered, ideas: dict[str, str]) -> Sheet:
    tried = improvement.ideas(found, ideas)
    rows = tuple(row[:3] for row in tried.rows[:5])
    return Sheet("most_tried", "Ideas that most wards tried", tried.header[:3], rows)


def _huddles(found: Gathered) -> tuple[int, int]:
    months = [each for ward in found.wards for each in ward.sent[-12:]]
    return sum(each.huddles_expected for each in months), sum(each.huddles_held for each in months)


def _slide(found: Gathered, programme: str) -> Page:
    figure = trends.overall(found, "restraint", impact.titled(found, "restraint"))
    title = f"{programme}: learning set"
    return Page("slide", title, (Numbers(impact.headlines(found)), Picture(figure)), wide=True)


def _wards(found: Gathered) -> Page:
    rows: list[Row] = []
    for ward in found.wards:
        kind = completeness(ward, found.until)
        now, moved = ward.now.get(MAIN, Tally()), changed(ward, MAIN)
        rate = "–" if now.rate is None else round(now.rate, 2)
        year = ward.sent[-12:]
        shifts = per_cent(sum(each.confirmed for each in year), sum(each.shifts for each in year))
        told = (len(ward.sent), shifts, now.count, rate, "–" if moved is None else change(moved))
        rows.append((ward.listed.name, ward.listed.region, ward.listed.specialty, kind.value, *told))
    header = ("Ward", "Region", "Kind", "Figures", "Months", "Shifts", "Events", "Rate", "Change")
    sheet = Sheet("wards", "Every ward", header, tuple(rows), f"{MEASURES[MAIN].title}, last months.")
    return Page("wards", "Ward by ward", (sheet,), inside=True)


def _missing(found: Gathered, programme: str) -> Page:
    words = Words(
        "To copy into a letter: “We have not had these months of your ward yet. Please open Month-end in RRP "
        "Desktop, choose the month, save its bundle and send it to us as usual. If you did send it, look "
        "whether its receipt came back, and telephone us if it did not. Thank you, "
        f"{programme}.”"
    )
    sheet = improvement.missing(found)
    return Page(
        "missing",
        "What has not come",
        (words, sheet) if sheet.rows else (Words("All is here."),),
        inside=True,
    )


def _coach(found: Gathered) -> Page:
    return Page("coach", "Coach planner", (improvement.planner(found),), inside=True)

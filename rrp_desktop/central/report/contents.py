"""The pages of the programme's report, in the order in which they should be read."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from rrp_desktop.central.report import equity, funnels, improvement, trends
from rrp_desktop.central.report.gathered import MEASURED, Gathered, Tally, Ward, first_of, half_before
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
from rrp_desktop.central.report.protected import FEWEST_WARDS, blurred, shown_parts, shown_tallies, together
from rrp_desktop.central.report.wards import (
    MEANING,
    Complete,
    best_change,
    changed,
    completeness,
    counted,
    shown_change,
)
from rrp_desktop.measures import MEASURES
from rrp_desktop.reports.hidden import rounded

MAIN = "restrictive"
PILOT = ("restraint", "seclusion", "rapid_tranquillisation")
_STEPS = (0.25, 0.5, 1.0)
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
        _impact(found),
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


def _all(found: Gathered, measure: str) -> str:
    return f"{MEASURES[measure].title}, all wards" + (f" of {found.region}" if found.region else "")


def _shifts(found: Gathered) -> tuple[int, int]:
    months = [each for ward in found.wards for each in ward.sent[-12:]]
    return sum(each.shifts for each in months), sum(each.confirmed for each in months)


def _together(found: Gathered, measure: str, *, now: bool) -> Tally | None:
    """What may be shown of *measure* in the counted wards' last months, or in their first."""
    parts: defaultdict[str, list[Tally]] = defaultdict(list)
    for ward in counted(found.everybody, found.until):
        parts[ward.listed.region].append((ward.now if now else ward.before).get(measure, Tally()))
    regions = {region: together(each) for region, each in parts.items()}
    return shown_parts(regions).get(found.region) if found.region else blurred(together(regions.values()))


def _impact(found: Gathered) -> Page:
    wards = counted(found.wards, found.until)
    rows: list[Row] = []
    for measure in MEASURED:
        shown = [_together(found, measure, now=now) for now in (False, True)]
        counts = [each.count if each else "*" for each in shown]
        rates = [each.rate if each else None for each in shown]
        moved = change(rates[1] / rates[0] - 1) if rates[0] and rates[1] is not None else "*"
        rows.append(
            (MEASURES[measure].title, *counts, *(round(each, 2) if each else "*" for each in rates), moved)
        )
    header = ("Measure", "At the start", "Last months", "Rate then", "Rate now", "Change")
    return Page(
        "impact",
        "What has changed",
        (
            Numbers(_headlines(found)),
            Sheet(
                "impact",
                "All counted wards together, per 1,000 bed days",
                header,
                tuple(rows),
                "Each ward's first 12 months beside its last 12, or the halves of a shorter stay. Bed days "
                "of days that nobody confirmed are left out.",
            ),
            _steps(wards),
            Picture(trends.overall(found, MAIN, _all(found, MAIN))),
        ),
    )


def _headlines(found: Gathered) -> tuple[Number, ...]:
    wards = counted(found.wards, found.until)
    best = [each for ward in wards if (each := best_change(ward, PILOT)) is not None]
    better = [each for each in best if each <= -_STEPS[0]]
    before, now = (_together(found, MAIN, now=each) for each in (False, True))
    moved, avoided = "*", "*"
    if before and before.rate and now and now.rate is not None:
        moved = change(now.rate / before.rate - 1)
        avoided = f"{max(0, rounded(round((before.rate - now.rate) * now.bed_days / 1000))):,}"
    mean = change(fmean(better)) if len(better) >= FEWEST_WARDS else "*"
    return (
        Number(moved, "all restrictive practice, rate beside the start"),
        Number(
            f"{len(better)} of {len(best)}",
            "wards down by 25 % or more in restraint, seclusion or injections",
        ),
        Number(mean, "mean change of those wards"),
        Number(avoided, "fewer incidents in the last months than at the rate of the start"),
    )


def _steps(wards: tuple[Ward, ...]) -> Sheet:
    rows: list[Row] = []
    for measure in (*PILOT, MAIN):
        told = [each for ward in wards if (each := changed(ward, measure)) is not None]
        rows.append(
            (MEASURES[measure].title, len(told), *(sum(each <= -step for each in told) for step in _STEPS))
        )
    header = ("Measure", "Wards that can be told", "Down 25 %", "Down 50 %", "Down 100 %")
    return Sheet("steps", "How many wards improved, and by how much", header, tuple(rows))


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
    figure = trends.overall(found, MAIN, _all(found, MAIN))
    title = f"{programme}: what wards have done"
    blocks: list[Block] = [Numbers(_headlines(found)), Picture(figure, tall=True), Numbers(more)]
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
    figure = trends.overall(found, "restraint", _all(found, "restraint"))
    title = f"{programme}: learning set"
    return Page("slide", title, (Numbers(_headlines(found)), Picture(figure)), wide=True)


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

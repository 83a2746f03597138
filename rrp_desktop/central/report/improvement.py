"""Change ideas beside what became of the measure, progress scores, and whom a coach should visit."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median

from rrp_desktop.central.report.gathered import YEAR, Gathered, Ward, first_of, month_before
from rrp_desktop.central.report.pages import Row, Sheet, change, per_cent
from rrp_desktop.central.report.protected import FEWEST_WARDS
from rrp_desktop.central.report.wards import changed
from rrp_desktop.clock import DAY
from rrp_desktop.forms.lists import SHIPPED

_STUCK_MONTHS, _FEW_HUDDLES, _QUIET = 3, 0.6, 42 * DAY
_SCORES = tuple(option.code for option in SHIPPED["progress"].options)
OWN_IDEA = "A ward's own idea"


def ideas(found: Gathered, titles: Mapping[str, str]) -> Sheet:
    """Every idea that wards tried, and how the measure it was to move has changed where enough tried it."""
    wards = {ward.listed.ward: ward for ward in found.wards}
    tried: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for ward, row in found.records["ideas"]:
        tried[row.get("library") or ""].setdefault(ward, {}).update(
            status=row.get("status") or "", measure=next(iter(row.get("measures") or ("restrictive",)))
        )
    rows: list[Row] = []
    for code, by_ward in tried.items():
        moved = [
            moves
            for ward, told in by_ward.items()
            if (moves := changed(wards[ward], told["measure"])) is not None
        ]
        kept = sum(told["status"] in ("adopted", "adapted") for told in by_ward.values())
        enough = len(moved) >= FEWEST_WARDS
        title = titles.get(code, code) if code else OWN_IDEA
        rows.append((title, len(by_ward), kept, change(median(moved)) if enough else "*"))
    rows.sort(key=lambda row: (-int(row[1]), str(row[0])))
    return Sheet(
        "ideas",
        "Change ideas and what became of the measure",
        ("Idea", "Wards that tried it", "Kept", "Middle change of rate"),
        tuple(rows),
        f"The change is that since the ward began, told from {FEWEST_WARDS} wards on. It says what went "
        "together, not what caused it.",
    )


def scores(found: Gathered) -> Sheet:
    """How many wards stand at each progress score, month by month."""
    months = [month_before(found.until, by) for by in reversed(range(6))]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for _, row in found.records["progress"]:
        counted[str(row["day"])[:7]][str(row.get("ward_score"))] += 1
    rows: tuple[Row, ...] = tuple((score, *(counted[month][score] for month in months)) for score in _SCORES)
    return Sheet(
        "progress", "Progress scores, wards by month", ("Score", *months), rows, "The wards' own scores."
    )


def missing(found: Gathered) -> Sheet:
    """The months of the last year that have not come, ward by ward. This names wards, as the planner does."""
    year = [month_before(found.until, by) for by in reversed(range(YEAR))]
    rows: list[Row] = []
    for ward in found.wards:
        here = {each.month for each in ward.sent}
        lacks = [month for month in year if month not in here and month > min(here, default="")]
        if lacks:
            listed, last = ward.listed, max(here, default="nothing yet")
            said = ", ".join(f"{first_of(month):%B %Y}" for month in lacks) if here else "all"
            rows.append((listed.name, listed.organisation, listed.region, last, said))
    return Sheet(
        "missing",
        "Wards to write to",
        ("Ward", "Organisation", "Region", "Last month here", "Months that have not come"),
        tuple(rows),
    )


def planner(found: Gathered) -> Sheet:
    """The wards a coach should see first, and why. This names wards: it is the centre's own."""
    by_ward = _scores_of(found)
    started = _last_started(found)
    rows: list[Row] = []
    for ward in found.wards:
        code = ward.listed.ward
        why = [
            *_stuck(by_ward.get(code, {}), found.until),
            *_few_huddles(ward, found.until),
            *_quiet(started.get(code), found.until),
        ]
        if why:
            listed = ward.listed
            rows.append((listed.name, listed.organisation, listed.region, len(why), "; ".join(why)))
    rows.sort(key=lambda row: (-int(row[3]), str(row[0])))
    return Sheet(
        "coach",
        "Wards to visit, most reasons first",
        ("Ward", "Organisation", "Region", "Reasons", "Why"),
        tuple(rows),
    )


def _scores_of(found: Gathered) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for ward, row in found.records["progress"]:
        told[ward][str(row["day"])[:7]] = str(row.get("ward_score"))
    return told


def _last_started(found: Gathered) -> dict[str, str]:
    latest: dict[str, str] = {}
    for section in ("ideas", "cycles"):
        for ward, row in found.records[section]:
            latest[ward] = max(latest.get(ward, ""), row.get("started") or "")
    return latest


def _stuck(scores: Mapping[str, str], until: str) -> list[str]:
    last = [scores.get(month_before(until, by)) for by in range(_STUCK_MONTHS)]
    stuck = last[0] is not None and len(set(last)) == 1
    return [f"score {last[0]} for {_STUCK_MONTHS} months"] if stuck else []


def _few_huddles(ward: Ward, until: str) -> list[str]:
    recent = [each for each in ward.sent if each.month > month_before(until, _STUCK_MONTHS)]
    due, held = sum(each.huddles_expected for each in recent), sum(each.huddles_held for each in recent)
    return [f"{per_cent(held, due)} of huddles held"] if due and held < _FEW_HUDDLES * due else []


def _quiet(started: str | None, until: str) -> list[str]:
    since = (first_of(month_before(until, -1)) - _QUIET).isoformat()
    return [] if started and started >= since else ["no new test of change in 6 weeks"]

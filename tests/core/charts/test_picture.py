"""What a Figure shows and says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rrp_desktop.charts.figure import Figure, MarkKind, Role, Shape, State, Tone
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import PERLA, Chart, Direction, Options, Target
from rrp_desktop.charts.series import Change, Frequency, Period, Series

START = date(2026, 1, 5)
BEFORE = [7, 5, 9, 6, 8, 6, 10, 7, 5, 6, 9, 8]
AFTER = [6, 4, 5, 3, 4, 6, 5, 3, 4, 2, 5, 3]


def monday(at: int) -> date:
    return START + timedelta(weeks=at)


def series(values: Sequence[float | None]) -> Series:
    periods = tuple(
        Period(monday(at), monday(at) + timedelta(days=6), value, key=at) for at, value in enumerate(values)
    )
    return Series("Restraint", "events", Frequency.WEEK, Direction.LOWER, periods)


def changed(at: int, whole: Series, **more: object) -> Series:
    period = replace(whole.periods[at], **more)  # type: ignore[arg-type]
    return replace(whole, periods=(*whole.periods[:at], period, *whole.periods[at + 1 :]))


def lines(figure: Figure, role: Role) -> list[tuple[int, int, str, bool]]:
    return [(one.first, one.last, one.label, one.dashed) for one in figure.lines if one.role is role]


def test_a_frozen_median_is_solid_over_its_baseline_and_dashed_beyond():
    figure = figure_of(series(BEFORE + AFTER), Options(freeze=12))
    assert lines(figure, Role.CENTRE) == [(0, 11, "", False), (12, 23, "Baseline median 7", True)]


def test_a_median_that_is_not_frozen_is_said_to_move():
    moves = "The median moves as weeks are added."
    assert moves in figure_of(series(BEFORE)).note
    assert moves not in figure_of(series(BEFORE + AFTER), Options(freeze=12)).note
    assert moves not in figure_of(series(BEFORE), Options(chart=Chart.XMR)).note


def test_the_limits_of_a_phase_on_trial_say_so():
    figure = figure_of(series(BEFORE + AFTER), Options(chart=Chart.XMR, phases=(monday(12),)))
    names = [label for _, _, label, _ in lines(figure, Role.LIMIT) if label]
    assert [name.rsplit(" ", 1)[0] for name in names] == ["Trial upper limit", "Trial lower limit"]


def test_too_few_crossings_mark_the_centre_line():
    (line,) = lines(figure_of(series(BEFORE + AFTER)), Role.CENTRE)
    assert line == (0, 23, "Median 5.5, too few crossings", False)


def test_a_new_phase_has_its_own_line_and_breaks_the_trace():
    figure = figure_of(series(BEFORE + AFTER), Options(phases=(monday(12),)))
    assert lines(figure, Role.CENTRE) == [
        (0, 11, "Baseline median 7", False),
        (12, 23, "New median 4", False),
    ]
    assert not figure.points[12].joined
    assert [(stroke[0][0], stroke[-1][0]) for stroke in figure.strokes(dashed=False)] == [(0, 11), (12, 23)]


def test_the_verdict_names_the_rule_and_the_numbers():
    verdict = figure_of(series(BEFORE + AFTER), Options(freeze=12)).verdict
    assert verdict.headline == "Improving."
    assert verdict.sentence == (
        "12 weeks in a row below the median of 7 from 30 Mar (rule: 8 or more). Now 4, down 43% from 7."
    )
    assert verdict.tone is Tone.IMPROVEMENT


def test_a_signal_that_ended_long_ago_is_no_news():
    figure = figure_of(series(BEFORE + AFTER + [6, 9] * 6), Options(freeze=12, rules=PERLA))
    assert any(one.tone is Tone.IMPROVEMENT for one in figure.words)
    assert figure.verdict.headline == "No new change."
    assert figure.verdict.tone is Tone.COMMON


def test_few_weeks_are_too_few_to_judge():
    verdict = figure_of(series([4, 6, 5])).verdict
    assert verdict.headline == "Too few to judge."
    assert verdict.sentence == "2 useful weeks so far; the rules need 10."


@pytest.mark.parametrize("values", [[], [None, None]], ids=["nothing", "nothing confirmed"])
def test_nothing_confirmed_is_said(values: list[float | None]):
    assert figure_of(series(values)).verdict.headline == "Nothing to show yet."


def test_an_unconfirmed_week_is_a_gap_that_says_why():
    whole = changed(3, series([*BEFORE[:3], None, *BEFORE[4:]]), unconfirmed="2 of 21 shifts not confirmed")
    figure = figure_of(whole)
    assert figure.points[3].state is State.UNKNOWN
    assert figure.points[3].says == "Week of 26 Jan 2026: 2 of 21 shifts not confirmed."
    assert [len(stroke) for stroke in figure.strokes(dashed=False)] == [3, 8]
    assert "Left out: 1 week not confirmed." in figure.note


def test_a_part_week_is_hollow_and_joined_by_a_dashed_line():
    figure = figure_of(changed(11, series(BEFORE), days_seen=4))
    assert (figure.points[11].state, figure.points[11].days) == (State.PART, (4, 7))
    assert figure.strokes(dashed=True) == [[(10, 9), (11, 8)]]
    assert figure.strokes(dashed=False)[-1][-1] == (10, 9)
    first = figure_of(changed(0, series(BEFORE), days_seen=3))
    assert first.strokes(dashed=True) == [[(0, 7), (1, 5)]]
    assert first.strokes(dashed=False)[0][0] == (1, 5)


def test_a_ghost_is_passed_by_and_gives_its_reason():
    figure = figure_of(changed(4, series(BEFORE), ghost="ward closed"))
    assert figure.points[4].state is State.GHOST
    assert "left out: ward closed" in figure.points[4].says
    assert [at for at, _ in figure.strokes(dashed=False)[0]] == [0, 1, 2, 3, *range(5, 12)]


def test_shapes_say_what_colours_say():
    figure = figure_of(series(BEFORE + AFTER), Options(freeze=12))
    assert {point.shape for point in figure.points[12:]} == {Shape.DOT}
    up = replace(series(BEFORE + AFTER), direction=Direction.HIGHER)
    assert {point.shape for point in figure_of(up, Options(freeze=12)).points[12:]} == {Shape.TRIANGLE}
    neutral = replace(series(BEFORE + AFTER), direction=Direction.NEUTRAL)
    assert {point.shape for point in figure_of(neutral, Options(freeze=12)).points[12:]} == {Shape.SQUARE}


def test_a_mixed_point_has_a_shape_of_its_own_and_says_both():
    values = [30, 28, 26, 24, 22, 20, 18, 20, 22, 24, 26, 28, 30, 29, 27, 28, 26, 27]
    up = replace(series(values), direction=Direction.HIGHER)
    point = figure_of(up, Options(chart=Chart.XMR)).points[8]
    assert (point.shape, point.tone, point.mixed) == (Shape.DIAMOND, Tone.IMPROVEMENT, True)
    assert "part of a shift down; part of a rising trend; " in point.says
    assert point.says.endswith("both better and worse by different rules.")


def test_a_point_somebody_called_unusual_is_coloured():
    plain = series([5, 6, 5, 7, 6, 5, 40, 6, 5, 7, 6, 5])
    assert figure_of(plain).points[6].shape is Shape.RING
    assert figure_of(changed(6, plain, unusual=True)).points[6].shape is Shape.TRIANGLE


def test_a_change_on_a_monday_stands_before_its_week_and_on_thursday_on_it():
    changes = (Change(monday(3), "Calm cards"), Change(monday(5) + timedelta(days=3, hours=12), "New form"))
    marks = figure_of(replace(series(BEFORE), changes=changes)).marks
    assert [(one.label, one.at) for one in marks] == [
        ("Calm cards", 2.5),
        ("New form", pytest.approx(4.929, abs=1e-3)),
    ]
    assert {one.kind for one in marks} == {MarkKind.CHANGE}


def test_a_change_outside_the_chart_is_not_drawn():
    outside = (Change(monday(-1), "before"), Change(monday(12), "after"))
    assert figure_of(replace(series(BEFORE), changes=outside)).marks == ()


def test_limits_that_fall_on_the_centre_are_not_drawn_twice():
    same = figure_of(series([5] * 14), Options(chart=Chart.XMR))
    assert lines(same, Role.LIMIT) == []
    assert "No limits are drawn: they fall on the centre line." in same.hints


def test_a_target_is_named_and_steps_with_its_dates():
    targets = (Target(6), Target(4, since=monday(6), label="Aim 4"))
    figure = figure_of(series(BEFORE), Options(targets=targets))
    (line,) = [one for one in figure.lines if one.role is Role.TARGET]
    assert line.values == (6,) * 6 + (4,) * 6
    assert line.label == "Aim 4"
    assert line.strokes() == [[(-0.5, 6), (5.5, 6), (5.5, 4), (11.5, 4)]]


def test_the_axis_holds_every_value_and_line():
    figure = figure_of(series([120, 80, 95] * 5), Options(chart=Chart.XMR, targets=(Target(260),)))
    everything = [one.value for one in figure.points] + [
        value for line in figure.lines for value in line.values
    ]
    assert all(one is None or figure.y.low <= one <= figure.y.high for one in everything)
    assert [tick.label for tick in figure.y.ticks] == ["0", "100", "200", "300"]


def test_the_year_is_written_where_it_changes():
    figure = figure_of(series([5] * 60))
    labels = [tick.label for tick in figure.x.ticks]
    assert [label for label in labels if label[-4:].isdigit()] == ["1 Feb 2027"]


def test_a_rate_shows_its_count_and_bed_days():
    periods = tuple(
        Period(monday(at), monday(at) + timedelta(days=6), 6.0, denominator=120.0) for at in range(12)
    )
    rated = Series(
        "Restraint",
        "per 1,000 occupied bed days",
        Frequency.WEEK,
        Direction.LOWER,
        periods,
        one="per 1,000 bed days",
        many="per 1,000 bed days",
        multiplier=1000,
        rated=True,
    )
    figure = figure_of(rated)
    assert figure.points[0].says == "Week of 5 Jan 2026: 50 per 1,000 bed days; 6 of 120."
    assert figure.table.rows[0] == ("Week of 5 Jan 2026", "50", "6", "120", "50", "")


def test_every_row_of_the_table_is_as_long_as_its_header():
    for options in (Options(), Options(chart=Chart.XMR), Options(chart=Chart.C)):
        table = figure_of(series([*BEFORE, None, *AFTER]), options).table
        assert {len(row) for row in table.rows} == {len(table.header)}
        assert len(table.rows) == 25


def test_the_note_names_the_rules_and_their_numbers():
    assert figure_of(series(BEFORE + AFTER)).note == (
        "Anhøj rules: longest run 8 or fewer, 8 crossings or more for 24 useful weeks. "
        "The median moves as weeks are added. "
        "If nothing changed, about 3 in 100 charts of 24 weeks would still show a signal."
    )
    assert figure_of(series(BEFORE), Options(rules=PERLA)).note.startswith(
        "Run chart rules (Perla 2011): shift 6, trend 5, "
    )
    screened = figure_of(series(BEFORE + AFTER), Options(chart=Chart.XMR, screening=True)).note
    assert "moving ranges screened, 0 left out" in screened


def test_waits_begin_with_the_first_event_and_end_with_the_one_still_running():
    from rrp_desktop.charts.series import days_between

    events = [(START + timedelta(days=day), day) for day in (0, 12, 15, 40)]
    waits = Series(
        "Days between restraints",
        "days",
        Frequency.EVENT,
        Direction.HIGHER,
        days_between(events, until=START + timedelta(days=70)),
        one="day",
        many="days",
    )
    figure = figure_of(waits, Options(chart=Chart.T))
    assert [point.value for point in figure.points] == [None, 12, 3, 25, 30]
    assert figure.points[0].says == "5 Jan 2026: first event."
    assert figure.points[4].says == "16 Mar 2026: 30 days; still counting."
    assert "not confirmed" not in figure.note


def test_a_figure_speaks_in_one_breath():
    figure = figure_of(series(BEFORE + AFTER), Options(freeze=12))
    assert figure.spoken().startswith("Restraint. 5 Jan 2026 to 15 Jun 2026. Improving. 12 weeks in a row")

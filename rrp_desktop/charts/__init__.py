"""Charts that are right and speak: statistics, words and a plain-data Figure. No Qt, no SQL, no I/O.

The usual way, for screens, reports and the centre alike::

    from rrp_desktop.charts.picture import figure_of
    from rrp_desktop.charts.presets import Direction, Options, Target
    from rrp_desktop.charts.series import Change, Frequency, Period, Series

    series = Series(
        title="All restrictive practice, Brontë Ward, each week",
        unit="events", one="event", many="events",
        frequency=Frequency.WEEK, direction=Direction.LOWER,
        periods=(
            Period(monday, sunday, 7.0, key=monday),
            Period(next_monday, next_sunday, None, unconfirmed="2 of 21 shifts not confirmed"),
        ),
        changes=(Change(date(2026, 5, 12), "Mutual help meeting"),),
    )
    figure = figure_of(series, Options(freeze=24, targets=(Target(6, label="Aim 6, 25% fewer"),)))

``Options()`` alone is a run chart with the Anhøj rules. ``Options(rules=PERLA)``,
``Options(chart=Chart.XMR)`` and the rest are in ``presets``. A rate: ``Period(start, end, 7,
denominator=118)`` with ``Series(rated=True, multiplier=1000)``. ``series.count_periods`` makes periods from a
plain list of days; ``series.days_between`` makes waits from events.

- ``Figure`` (``figure``) is what every front end draws and reads out: points, lines, marks, axes, words, a
  table. ``figure.verdict`` is the one sentence for a small chart, ``figure.words`` is "what the chart says",
  ``figure.note`` names the rules and what was left out, ``figure.table`` is the accessible alternative.
- ``figure.hints`` are what to bear in mind: a short baseline, a phase on trial, too few points for limits.
- ``svg.svg_of(figure)`` is the same chart as SVG text; ``rrp_ui.charts.paper`` turns that into PDF and PNG,
  and ``rrp_ui.charts.run_chart.RunChart`` draws the Figure alive.
- ``engine.analyse`` is the engine by itself: plain arrays and options in, every number out. ``rebase``
  suggests where a new phase might start, ``alarms`` says how often a rule set is wrong, and ``rrp-chart`` is
  all of it as a command.
"""

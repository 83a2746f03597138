"""rrp-chart: any chart of the product from a CSV or JSON file, as numbers or as a picture."""

import importlib
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.presets import RULE_SETS, Chart, Direction
from rrp_desktop.charts.reading import Request, as_json, numbers, read
from rrp_desktop.charts.rebase import Rebasing, stable_shifts, sustained_runs
from rrp_desktop.charts.svg import svg_of
from rrp_desktop.errors import RrpError
from rrp_desktop.place import place

SIDES = {"above": 1, "below": -1, "either": 0}
DAY = click.DateTime(["%Y-%m-%d"])

EXAMPLES = """\b
Every number of an XmR chart with the Making Data Count rules:
    rrp-chart --chart xmr weeks.csv
A u chart per 1,000 bed days, as a picture:
    rrp-chart --chart u --multiplier 1000 --out restraint.svg months.csv
From JSON, with a new phase:
    echo '{"dates": ["2026-01-05", "2026-01-12"], "values": [4, 6],
           "options": {"phases": ["2026-01-12"]}}' | rrp-chart
"""


@click.command(epilog=EXAMPLES)
@click.argument("source", type=click.File(encoding="utf-8-sig"), default="-")
@click.option(
    "--chart", type=click.Choice([one.value for one in Chart]), help="Kind of chart; run unless said."
)
@click.option("--rules", type=click.Choice(list(RULE_SETS)), help="Rule set by name.")
@click.option("--shift", type=click.IntRange(2), help="Points that make a shift.")
@click.option("--trend", type=click.IntRange(2), help="Points that make a trend.")
@click.option("--direction", type=click.Choice([one.value for one in Direction]), help="Which way is better.")
@click.option("--multiplier", type=float, help="1000 for a rate per 1,000, 100 for per cent.")
@click.option("--freeze", type=click.IntRange(1), help="Points each phase's lines come from.")
@click.option("--phase", "phases", multiple=True, type=DAY, help="First day of a new phase.")
@click.option("--target", "targets", multiple=True, metavar="VALUE[@DAY]", help="A target, from a day on.")
@click.option("--screening/--no-screening", default=None, help="Leave out extreme moving ranges.")
@click.option("--bridge-missing", is_flag=True, default=None, help="Form moving ranges across missing rows.")
@click.option("--from-zero", is_flag=True, default=None, help="Draw no limit under zero.")
@click.option("--probability-limits", is_flag=True, default=None, help="For t and g charts.")
@click.option("--g-mean-centre", is_flag=True, default=None, help="0.693 of the mean as a g chart's centre.")
@click.option("--i-prime-unfrozen", is_flag=True, default=None, help="An I' chart's spread from every row.")
@click.option("--suggest", type=click.Choice([*SIDES, "stable"]), help="Add suggested new phases.")
@click.option("--title", default="", help="Title of a picture.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A .json, .svg or .png file.")
def main(source: TextIO, suggest: str | None, title: str, out: Path | None, **choices: Any) -> None:
    """Chart SOURCE, a CSV or JSON file (or standard input).

    CSV: a header and the columns date, value and, as needed, denominator, ghost, incomplete.

    JSON: an object of lists called dates, values, denominators, ghosts, incomplete; and "options", named as
    the options here but for phases and targets, which are lists. The command line wins.

    Without --out the numbers go to standard output as JSON.
    """
    given = {name: _plain(one) for name, one in choices.items() if one is not None and one != ()}
    try:
        request = read(source.read(), given)
    except ValueError as error:
        raise click.ClickException(f"This cannot be charted: {error}.") from error
    try:
        _deliver(request, suggest, title, out)
    except RrpError as error:
        raise click.ClickException(error.sentence) from error


def _deliver(request: Request, suggest: str | None, title: str, out: Path | None) -> None:
    match out.suffix.lower() if out else ".json":
        case ".json":
            _write(_numbers(request, suggest), out)
        case ".svg":
            _write(svg_of(request.figure(title)), out)
        case ".png" if out:
            _picture(request.figure(title), out)
        case _:
            raise click.ClickException("The file to write must end in .json, .svg or .png.")


def _numbers(request: Request, suggest: str | None) -> str:
    plain = numbers(request.analysis())
    if suggest:
        plain["rebasing"] = asdict(_suggested(request, suggest))
    return as_json(plain)


def _plain(one: object) -> object:
    if isinstance(one, tuple):
        return [each.date().isoformat() if isinstance(each, datetime) else each for each in one]
    return one


def _suggested(request: Request, suggest: str) -> Rebasing:
    if suggest == "stable":
        limited = request.options.chart is not Chart.RUN
        return stable_shifts(
            request.values, request.denominators or None, options=request.options if limited else None
        )
    return sustained_runs(request.analysis().values, wanted=SIDES[suggest])


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        place(text.encode(), out, over=True)


def _picture(figure: Figure, out: Path) -> None:
    try:
        # by name, since the core may not know the window
        widgets = importlib.import_module("PySide6.QtWidgets")
        paper, theme = (importlib.import_module(f"rrp_ui.{name}") for name in ("charts.paper", "theme"))
    except ImportError as error:
        raise click.ClickException("A .png needs the window's libraries; write .svg instead.") from error
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = widgets.QApplication.instance() or widgets.QApplication(sys.argv[:1])
    theme.apply(app)
    paper.write_png(figure, out)


if __name__ == "__main__":
    main()

"""The ward's story on one slide or one page: aim, chart, ideas, what was learned, what is tried next.

It is the ward's own paper. A patient's words stand on it only when somebody chose them for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import day_of, spoken_day
from rrp_desktop.forms.lists import Lists
from rrp_desktop.improvement.cycles import Stage
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.reports.improving import AimNow, IdeaNow, every, read_aims, read_ideas
from rrp_desktop.reports.sheet import EDGE, wrapped
from rrp_desktop.reports.slide import Board

if TYPE_CHECKING:
    from rrp_desktop.store import Store

_BLUE = "#005eb8"
_USUAL = "restrictive"
_IDEAS, _LEARNED = 5, 3
_NO_AIM = "Our aim: not set yet"


@dataclass(frozen=True, slots=True)
class Story:
    """What is on it; `voice` are a patient's words, empty where nobody chose any."""

    ward: str
    on: date
    aim: str
    standing: str
    figure: Figure
    ideas: tuple[str, ...]
    learned: tuple[str, ...]
    following: tuple[str, ...]
    voice: str


def read_story(store: "Store", lists: Lists, now: datetime, *, voice: bool = False) -> Story:
    """The story as it stands at *now*; with *voice*, the newest words that led to an idea are on it."""
    today = day_of(now)
    aims, ideas = read_aims(store, lists, now), read_ideas(store, today)
    aim: AimNow | None = aims[0] if aims else None
    words = (each.answers["words"] for each in every(store, "voice") if "idea" in each.answers)
    return Story(
        ward=store.ward().name,
        on=today,
        aim=aim.title if aim else _NO_AIM,
        standing=aim.standing.words if aim else "",
        figure=aim.figure if aim else figure_for(store, _USUAL, now=now),
        ideas=tuple(idea_line(idea, lists) for idea in _tried(ideas))[:_IDEAS],
        learned=tuple(_learned(ideas))[:_LEARNED],
        following=tuple(_following(ideas, today))[:2],
        voice=next(words, "") if voice else "",
    )


def story_page(told: Story, *, slide: bool) -> Board:
    """The story as a slide, 16 to 9, or as A4 upright."""
    board = Board("The ward's story", slide=slide, sideways=slide)
    top = _head(board, told)
    if slide:
        board.picture(told.figure, EDGE, top, 780, 600 - top, size=15)
        _parts(board, told, EDGE + 812, top + 22, board.width - 2 * EDGE - 812, 17.0)
        board.lines(told.standing, EDGE, 634, 18, 780, colour=colours.QUIET)
    else:
        wide = board.width - 2 * EDGE
        board.picture(told.figure, EDGE, top, wide, 440, size=13)
        foot = board.lines(told.standing, EDGE, top + 474, 17, wide, colour=colours.QUIET)
        _parts(board, told, EDGE, foot + 28, wide, 18.0)
    return board


def idea_line(idea: IdeaNow, lists: Lists) -> str:
    """Garden open: being tested since 2 Mar 2026, 2 cycles."""
    answers = idea.answers
    status = lists["idea_status"].title_of(answers["status"]).lower()
    day = answers.get("stopped") or answers.get("decided") or answers.get("started")
    since = ("" if "stopped" in answers or "decided" in answers else " since") if day else ""
    when = f"{since} {spoken_day(day)}" if day else ""
    many = len(idea.cycles)
    cycles = f", {many} {'cycle' if many == 1 else 'cycles'}" if many else ""
    return f"{answers['title']}: {status}{when}{cycles}"


def _tried(ideas: Sequence[IdeaNow]) -> list[IdeaNow]:
    """What was begun, what was adopted first."""
    begun = (idea for idea in ideas if idea.answers["status"] != "planned")
    return sorted(begun, key=lambda idea: idea.answers["status"] != "adopted")


def _learned(ideas: Sequence[IdeaNow]) -> Iterator[str]:
    """What was learned, newest first."""
    told = [
        (cycle.answers["started"], f"{idea.answers['title']}: {cycle.answers['learned']}")
        for idea in ideas
        for cycle in idea.cycles
        if "learned" in cycle.answers
    ]
    return (words for _, words in sorted(told, reverse=True))


def _following(ideas: Sequence[IdeaNow], today: date) -> Iterator[str]:
    """What is being tried, or will be."""
    for idea in ideas:
        for cycle in idea.open_cycles:
            ends = cycle.answers.get("ends")
            begins = cycle.stage is Stage.PLANNED
            when = f", from {spoken_day(cycle.answers['started'])}" if begins else ""
            if not when and ends is not None and ends >= today:
                when = f", until {spoken_day(ends)}"
            yield f"{idea.answers['title']}: {cycle.answers['prediction']}{when}"


def _head(board: Board, told: Story) -> float:
    board.box(0, 0, board.width, 10, _BLUE, outline=_BLUE)
    board.words(told.ward, EDGE, 56, 18, colour=colours.QUIET)
    board.words(spoken_day(told.on), board.width - EDGE, 56, 18, colour=colours.QUIET, anchor="end")
    y = 92.0
    for words in wrapped(told.aim, 28, board.width - 2 * EDGE)[:2]:
        board.words(words, EDGE, y, 28, bold=True)
        y += 34
    return y - 14


def _parts(board: Board, told: Story, x: float, y: float, width: float, size: float) -> None:
    """What was changed, learned and is next, one below the other, as far as there is room."""
    foot = board.height - EDGE
    for title, lines in (
        ("What we changed", told.ideas),
        ("What we learned", told.learned),
        ("What we try next", told.following),
        ("A patient said", (f"“{told.voice}”",) if told.voice else ()),
    ):
        if not lines:
            continue
        if y + 2.6 * size > foot:
            return
        board.words(title, x, y, size, colour=_BLUE, bold=True)
        y += size * 1.4
        for words in lines:
            rows = wrapped(words, size - 2, width - 14)
            if y + len(rows) * (size - 2) * 1.35 > foot:
                board.words("…", x, y, size)
                return
            board.words("•", x, y, size - 2, colour=_BLUE)
            y = board.lines(words, x + 14, y, size - 2, width - 14) + 3
        y += size * 0.8

"""What the page of a record begins with, read from the store in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from rrp_desktop.clock import day_of, spoken_day
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form
from rrp_ui.screens.drafting import AMENDING
from rrp_ui.screens.record_names import Choices, read_choices, read_names
from rrp_ui.screens.record_start import fresh
from rrp_ui.screens.records_words import Step, Words, list_part, moment_words, steps

if TYPE_CHECKING:
    from rrp_desktop.store import Draft, Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record to open: a new one of *form* with a *preset*, the one called *key*, or a *draft*.

    One on disk may be wanted as it was known at the end of the day *known_on*.
    """

    form: str
    key: str | None
    draft: str | None
    preset: Answers
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as its page begins. `key` is that of a record on disk, whose answers are `saved`."""

    form: Form
    answers: Answers
    choices: Mapping[str, Choices]
    draft: str | None = None
    key: str | None = None
    saved: Answers | None = None
    note: str = ""
    void: bool = False
    history: tuple[Step, ...] = ()
    entered_for: str = ""
    saved_on: date | None = None


def wanted(
    form: str, key: str | None, draft: str | None, preset: Answers, known_on: date | None = None
) -> Wanted:
    """What is asked for; a draft that changes a record asks for that record."""
    if draft is not None and draft.startswith(AMENDING):
        key = draft.removeprefix(AMENDING)
    return Wanted(form, key, AMENDING + key if key else draft, preset, known_on)


def read_page(store: "Store", want: Wanted, lists: Lists, now: datetime) -> Opened:
    """The page that *want* asks for; Refused when that record or draft is no longer there."""
    if want.known_on is None:
        return _page(store, want, lists, now)
    with store.as_known_on(want.known_on):
        then = _page(store, replace(want, draft=None), lists, now)
    return replace(then, note=f"As known at the end of {spoken_day(want.known_on)}. {then.note}")


def _page(store: "Store", want: Wanted, lists: Lists, now: datetime) -> Opened:
    form, today = store.form(want.form), day_of(now)
    if want.key is None:
        kept = store.draft(want.draft) if want.draft else None
        answers = kept.answers if kept else fresh(store, form.name, want.preset, now)
        return Opened(
            form,
            answers,
            read_choices(store, form, answers, lists, today),
            want.draft,
            entered_for=kept.entered_for if kept else "",
        )
    record = store.read(form.name, want.key)
    draft = next((each for each in store.drafts() if each.key == want.draft), None)
    answers = draft.answers if draft else record.answers
    history = store.history(form.name, want.key)
    names = store.names()
    words = Words(
        lists, read_names(store, form, (each.answers for each in history), lists), names, restricted=True
    )
    saved = f"Saved {moment_words(record.recorded_at)} · {words.who(record.recorded_by)}"
    saved += f", for {record.entered_for}" if record.entered_for else ""
    saved += ", entered later" if record.entered_later else ""
    used = list_part(form, record.answers, lists, store.list_versions(record.lists_version)).answers
    saved += f"\nCode lists: {'; '.join(map(' '.join, used))}" if used else ""
    return Opened(
        form,
        answers,
        read_choices(store, form, answers, lists, today),
        want.draft,
        want.key,
        record.answers,
        saved + _begun(draft, words),
        record.state == "void",
        steps(form, history, words),
        saved_on=day_of(record.recorded_at),
    )


def _begun(draft: "Draft | None", words: Words) -> str:
    if draft is None:
        return ""
    return f"\nHere as it was being changed: {moment_words(draft.kept_at)} · {words.who(draft.by)}"

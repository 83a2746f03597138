"""What of a record somebody may see: not all that was answered is for everybody, or asked any more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.told import Draft, Record, Revision

_RESTRICTED = {
    form.name: frozenset(field.name for field in form.fields() if field.restricted) for form in FORMS.values()
}


def hidden_from(who: StaffMember, form: str) -> frozenset[str]:
    """The questions of *form* whose answers *who* may not see."""
    return frozenset() if who.may(Act.SEE_SEXUAL_SAFETY) else _RESTRICTED[form]


def seen(record: Record, hidden: frozenset[str]) -> Record:
    """*record* without what is *hidden*; `hidden` names what was left out."""
    hidden &= record.answers.keys()
    if not hidden:
        return record
    return replace(record, answers=without(record.answers, hidden), hidden=tuple(sorted(hidden)))


def seen_draft(draft: Draft, hidden: frozenset[str]) -> Draft:
    """*draft* without what is *hidden*."""
    return replace(draft, answers=without(draft.answers, hidden))


def seen_revision(revision: Revision, hidden: frozenset[str]) -> Revision:
    """*revision* without what is *hidden*."""
    reasons = {
        key: reason
        for key, reason in revision.reasons.items()
        if key.partition("@")[2].partition(".")[0] not in hidden
    }
    return replace(revision, answers=without(revision.answers, hidden), reasons=reasons)


def with_unseen(answers: Answers, before: Answers, hidden: frozenset[str]) -> dict[str, Any]:
    """*answers* of somebody from whom some of *before* was *hidden*, with that as it was."""
    return {**answers, **{name: value for name, value in before.items() if name in hidden}}


def without(answers: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """*answers* without those called *names*."""
    return {name: value for name, value in answers.items() if name not in names}

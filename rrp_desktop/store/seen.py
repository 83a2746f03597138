"""What of a record somebody may see: answers to restricted questions only where their role allows it."""

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


def seen(record: Record, who: StaffMember) -> Record:
    """*record* as *who* may see it; `hidden` names what was left out."""
    hidden = hidden_from(who, record.form) & record.answers.keys()
    if not hidden:
        return record
    return replace(record, answers=_without(record.answers, hidden), hidden=tuple(sorted(hidden)))


def seen_draft(draft: Draft, who: StaffMember) -> Draft:
    """*draft* as *who* may see it."""
    return replace(draft, answers=_without(draft.answers, hidden_from(who, draft.form)))


def seen_revision(revision: Revision, form: str, who: StaffMember) -> Revision:
    """*revision* of a record of *form* as *who* may see it."""
    hidden = hidden_from(who, form)
    reasons = {
        key: reason
        for key, reason in revision.reasons.items()
        if key.partition("@")[2].partition(".")[0] not in hidden
    }
    return replace(revision, answers=_without(revision.answers, hidden), reasons=reasons)


def with_unseen(answers: Answers, before: Answers, form: str, who: StaffMember) -> dict[str, Any]:
    """*answers* of somebody who could not see all of *before*, with what they could not see as it was."""
    unseen = hidden_from(who, form)
    return {**answers, **{name: value for name, value in before.items() if name in unseen}}


def _without(answers: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name not in names}

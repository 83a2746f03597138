"""Code lists as data, a page for each subject. Restrictive interventions have MHSDS v6.0's own codes."""

from rrp_desktop.forms.lists import aftermath, force, huddle, improvement, incident, person, ward
from rrp_desktop.forms.lists.code_list import WARDS_OWN, CodeList, Lists, Option, Origin, origins, own_list

__all__ = ["OPEN", "SHIPPED", "CodeList", "Lists", "Option", "Origin", "lists_of", "origins"]

OPEN: Lists = {improvement.CHANGE_IDEA.name: improvement.CHANGE_IDEA}
"""Lists that a programme may add to."""

SHIPPED: Lists = {
    each.name: each
    for page in (incident, force, aftermath, person, ward, huddle, improvement)
    for each in vars(page).values()
    if isinstance(each, CodeList) and each.name not in OPEN
}
"""Every list of every page, but for those that are open."""


def lists_of(**own: tuple[tuple[str, str], ...]) -> Lists:
    """The shipped lists together with a ward's *own*, each given as (code, title) pairs by name."""
    return {
        **SHIPPED,
        **OPEN,
        **{name: own_list(name, name.capitalize(), *each, source=WARDS_OWN) for name, each in own.items()},
    }

"""What counts: of every place, the content of the highest rank that has a single one, or a chosen one."""

import sqlalchemy as sa

from rrp_desktop.central.tables import CHOICES, VERSIONS

_NAMES = ("section", "ward", "place")
_PLACE = [VERSIONS.c[name] for name in _NAMES]
_CONTENTS = sa.func.count()


def _ranks(which: sa.ColumnElement[bool]) -> sa.Select[tuple[str, str, str, int, str]]:
    digest = sa.func.min(VERSIONS.c.digest).label("digest")
    return sa.select(*_PLACE, VERSIONS.c.rank, digest).group_by(*_PLACE, VERSIONS.c.rank).having(which)


_CHOSEN = sa.select(*(CHOICES.c[name] for name in (*_NAMES, "rank", "digest")))
_CLEAR = _ranks(_CONTENTS == 1).union_all(_CHOSEN).subquery("clear")
_TOP = (
    sa.select(*(_CLEAR.c[name] for name in _NAMES), sa.func.max(_CLEAR.c.rank).label("rank"))
    .group_by(*(_CLEAR.c[name] for name in _NAMES))
    .subquery("top")
)


def _same(left: sa.FromClause, right: sa.FromClause, *names: str) -> sa.ColumnElement[bool]:
    return sa.and_(*(left.c[name] == right.c[name] for name in (*_NAMES, *names)))


CURRENT = (
    sa.select(VERSIONS)
    .join(_CLEAR, _same(VERSIONS, _CLEAR, "rank", "digest"))
    .join(_TOP, _same(_CLEAR, _TOP, "rank"))
    .order_by(*_PLACE)
)
"""The current version of every place."""

_DOUBLE = _ranks(_CONTENTS > 1).subquery("double")
CONTESTED = (
    sa.select(*(_DOUBLE.c[name] for name in (*_NAMES, "rank")))
    .outerjoin(_TOP, _same(_DOUBLE, _TOP))
    .where(sa.or_(_TOP.c.rank.is_(None), _DOUBLE.c.rank > _TOP.c.rank))
    .order_by(*(_DOUBLE.c[name] for name in (*_NAMES, "rank")))
)
"""Every place with two contents above its current rank, or with no current rank at all, by rank."""

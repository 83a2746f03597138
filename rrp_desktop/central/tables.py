"""The tables of the shelf, and the two questions that decide what counts."""

import sqlalchemy as sa

FILE_VERSION = 1
META = sa.MetaData()
_TEXT, _WHOLE = sa.String, sa.BigInteger
SIGNERS = sa.Table(
    "signers",
    META,
    sa.Column("fingerprint", _TEXT, primary_key=True),
    sa.Column("ward", _TEXT, nullable=False, index=True),
    sa.Column("name", _TEXT, nullable=False),
    sa.Column("organisation", _TEXT, nullable=False),
    sa.Column("install", _TEXT, nullable=False),
    sa.Column("key", _TEXT, nullable=False),
    sa.Column("valid_from", _WHOLE, nullable=False),
    sa.Column("valid_until", _WHOLE, nullable=False),
    sa.Column("revoked_at", _WHOLE),
)
BUNDLES = sa.Table(
    "bundles",
    META,
    sa.Column("sha256", _TEXT, primary_key=True),
    sa.Column("content_sha256", _TEXT, nullable=False),
    sa.Column("ward", _TEXT, nullable=False),
    sa.Column("epoch", _TEXT, nullable=False),
    sa.Column("seq", _WHOLE, nullable=False),
    sa.Column("prev", _TEXT, nullable=False),
    sa.Column("kind", _TEXT, nullable=False),
    sa.Column("period", _TEXT, nullable=False),
    sa.Column("created", _WHOLE, nullable=False),
    sa.Column("cutoff", _WHOLE, nullable=False),
    sa.Column("app", _TEXT, nullable=False),
    sa.Column("config", _WHOLE, nullable=False),
    sa.Column("signer", _TEXT, nullable=False),
    sa.Column("rows", _TEXT, nullable=False),
    sa.Column("received_at", _WHOLE, nullable=False),
    sa.Column("problem", _TEXT, nullable=False),
    sa.Column("receipted_at", _WHOLE),
    sa.Index("bundles_in_order", "ward", "epoch", "seq"),
)
VERSIONS = sa.Table(
    "versions",
    META,
    sa.Column("ward", _TEXT, primary_key=True),
    sa.Column("section", _TEXT, primary_key=True),
    sa.Column("place", _TEXT, primary_key=True),
    sa.Column("rank", _WHOLE, primary_key=True),
    sa.Column("digest", _TEXT, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
REFUSALS = sa.Table(
    "refusals",
    META,
    sa.Column("sha256", _TEXT, primary_key=True),
    sa.Column("file", _TEXT, nullable=False),
    sa.Column("code", _TEXT, nullable=False),
    sa.Column("detail", _TEXT, nullable=False),
    sa.Column("at", _WHOLE, nullable=False),
)
_NAMES = ("ward", "section", "place")
_PLACE = [VERSIONS.c[name] for name in _NAMES]


def _ranks(name: str, contents: sa.ColumnElement[bool]) -> sa.Subquery:
    chosen = sa.select(*_PLACE, VERSIONS.c.rank).group_by(*_PLACE, VERSIONS.c.rank)
    return chosen.having(contents).subquery(name)


_SINGLE = _ranks("single", sa.func.count() == 1)
_DOUBLE = _ranks("double", sa.func.count() > 1)
_SETTLED = (
    sa.select(*(_SINGLE.c[name] for name in _NAMES), sa.func.max(_SINGLE.c.rank).label("rank"))
    .group_by(*(_SINGLE.c[name] for name in _NAMES))
    .subquery("settled")
)

CURRENT = (
    sa.select(VERSIONS)
    .join(_SETTLED, sa.and_(*(VERSIONS.c[name] == _SETTLED.c[name] for name in (*_NAMES, "rank"))))
    .order_by(*_PLACE)
)
"""For every place, its version of the highest rank that has a single content."""

CONTESTED = (
    sa.select(*(_DOUBLE.c[name] for name in _NAMES))
    .outerjoin(_SETTLED, sa.and_(*(_DOUBLE.c[name] == _SETTLED.c[name] for name in _NAMES)))
    .where(sa.or_(_SETTLED.c.rank.is_(None), _DOUBLE.c.rank > _SETTLED.c.rank))
    .distinct()
    .order_by(*(_DOUBLE.c[name] for name in _NAMES))
)
"""Every place with two contents above its current rank, or with no current rank at all."""

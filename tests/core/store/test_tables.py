"""The tables are what the forms say, and the migrations make exactly these tables."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlcipher3 import dbapi2

from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Kind
from rrp_desktop.store import upgrade
from rrp_desktop.store.tables import CHILDREN, METADATA, OWN, RECORDS, child_fields


def _migrated():
    connection = create_engine("sqlite://", module=dbapi2).connect()
    upgrade.migrate(connection)
    return connection


def test_the_migrations_make_the_tables_that_the_forms_draw():
    """When this fails, `build_scripts/migration.py` writes the operations that are missing."""
    with _migrated() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_make_the_same_indexes_word_for_word():
    """The comparison does not see for which rows an index is kept."""
    with _migrated() as migrated, create_engine("sqlite://", module=dbapi2).connect() as drawn:
        METADATA.create_all(drawn)
        indexes = text("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        assert dict(migrated.execute(indexes).all()) == dict(drawn.execute(indexes).all())


def test_the_head_is_the_last_migration_in_the_folder():
    assert max(upgrade.known()) == upgrade.HEAD


def test_every_record_and_the_chain_are_guarded_by_triggers():
    with _migrated() as connection:
        triggers = set(
            connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).scalars()
        )
    wanted = {f"{name}_stays" for name in RECORDS} | {"revision_no_update", "revision_no_delete"}
    assert triggers == wanted


def test_every_field_has_a_place_of_its_own():
    for form in FORMS.values():
        names = [field.name for field in form.fields()]
        assert not set(names) & set(OWN), form.name
        stored = set(RECORDS[form.name].columns.keys()) | {field.name for field, _ in child_fields(form)}
        assert set(names) <= stored
        for _, rows in child_fields(form):
            assert {field.name for field in rows.fields()} <= set(CHILDREN[rows.name].columns.keys())


def test_every_time_is_kept_with_its_offset():
    for form in FORMS.values():
        for field in form.fields():
            if field.kind is Kind.MOMENT:
                assert f"{field.name}_offset" in RECORDS[form.name].columns


def test_no_two_forms_share_a_table():
    names = [*RECORDS, *CHILDREN]
    assert len(set(names)) == len(names)
    with _migrated() as connection:
        assert set(names) < set(inspect(connection).get_table_names())

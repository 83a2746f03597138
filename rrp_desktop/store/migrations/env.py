"""Runs the migrations on the connection it is handed, inside the transaction that is already open."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None, render_as_batch=True)
context.run_migrations()

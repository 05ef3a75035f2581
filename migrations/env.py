"""Alembic's entry: run on the connection that `voice_app.ledger.migrating` hands over, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

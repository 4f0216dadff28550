"""The database's tables: Rasa's `events`, our own, and the indexes that staff and retention need.

Rasa is not imported, so that commands which only need the tables start at once.
"""

from __future__ import annotations

import sqlalchemy as sa

SENDER = sa.String(255)
NAME = sa.String(255)

tables = sa.MetaData()

# As Rasa makes it (rasa/core/tracker_store.py, `SQLEvent`; a test compares), so that Rasa's tools read it.
events = sa.Table(
    "events",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", SENDER, nullable=False, index=True),
    sa.Column("type_name", NAME, nullable=False),
    sa.Column("timestamp", sa.Float),  # seconds since 1970
    sa.Column("intent_name", NAME),
    sa.Column("action_name", NAME),
    sa.Column("data", sa.Text),  # the event in JSON
    sa.Index("ix_events_sender_id_id", "sender_id", "id"),
    sa.Index("ix_events_timestamp", "timestamp"),
)

# One row for each message that was answered. The first pair makes two servers notice that they answered the same
# conversation at once; the second makes a message that comes again the same message.
turns = sa.Table(
    "turns",
    tables,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("message_id", sa.String(255), nullable=False),
    sa.Column("stored_at", sa.Float, nullable=False, index=True),  # seconds since 1970, as everywhere
    sa.UniqueConstraint("sender_id", "message_id"),
)

feedback = sa.Table(
    "feedback",
    tables,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("message_id", sa.String(255), primary_key=True),  # id of the reply
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),  # masked
    sa.Column("given_at", sa.Float, nullable=False),
)

ended_sessions = sa.Table(
    "ended_sessions",
    tables,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("ended_at", sa.Float, nullable=False),
)

# Conversations that the purge leaves alone.
holds = sa.Table(
    "holds",
    tables,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("held_at", sa.Float, nullable=False),
)

# At most one row, which is there while the assistant is paused.
pause = sa.Table(
    "pause",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("notice", sa.Text, nullable=False),  # shown to families beside the fixed words; may be empty
    sa.Column("paused_at", sa.Float, nullable=False),
)

OF_A_CONVERSATION = (events, turns, feedback, ended_sessions)


def create_tables(engine: sa.engine.Engine) -> None:
    """Create what is missing. Several processes may do so at the same time.

    Raises:
        sqlalchemy.exc.DBAPIError: the database does not answer or refuses.
    """
    try:
        tables.create_all(engine)
    except (sa.exc.OperationalError, sa.exc.ProgrammingError, sa.exc.IntegrityError):
        tables.create_all(engine)  # another process was creating them; by now they are there

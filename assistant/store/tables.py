"""The tables that the store reads and writes, as SQLAlchemy knows them. Django's migrations make them (console/).

Rasa is not imported, so that commands which only need the tables start at once.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

SENDER = sa.String(255)
NAME = sa.String(255)
TEXT = sa.String(100)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)

tables = sa.MetaData()

# As Rasa makes it (rasa/core/tracker_store.py, `SQLEvent`; a test compares), so that Rasa's tools read it.
events = sa.Table(
    "events",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", SENDER, nullable=False),
    sa.Column("type_name", NAME, nullable=False),
    sa.Column("timestamp", sa.Float),  # seconds since 1970
    sa.Column("intent_name", NAME),
    sa.Column("action_name", NAME),
    sa.Column("data", sa.Text),  # the event in JSON
)

# One row for each message that was answered, with its facts (nscp/turn_facts.py). That a conversation's numbers are unique
# makes two servers notice that they answered it at once; that its message ids are unique makes a message that comes again
# the same message.
messages = sa.Table(
    "messages",
    tables,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("sender_id", SENDER, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("message_id", sa.String(255), nullable=False),
    sa.Column("stored_at", sa.Float, nullable=False),  # seconds since 1970, as everywhere
    sa.Column("at", TIME, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("hour", sa.SmallInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("topic", TEXT, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("runners_up", JSON, nullable=False),
    sa.Column("answers", JSON, nullable=False),
    sa.Column("outcome", TEXT, nullable=False),
    sa.Column("safety", TEXT, nullable=False),
    sa.Column("safety_topic", TEXT, nullable=False),
    sa.Column("language", TEXT, nullable=False),
    sa.Column("need", sa.SmallInteger, nullable=False),
    sa.Column("response_ms", sa.Integer),
    sa.Column("helpful", sa.Boolean),
)

# Whoever changes anything of a conversation writes or locks its row here first, so that nobody waits for each other.
conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("started_at", TIME, nullable=False),
    sa.Column("last_at", TIME, nullable=False),
    sa.Column("stored_at", sa.Float, nullable=False),
    sa.Column("feedback_at", sa.Float, nullable=False),
    sa.Column("messages", sa.Integer, nullable=False),
    sa.Column("need", sa.SmallInteger, nullable=False),
    sa.Column("lowest_confidence", sa.Float, nullable=False),
    sa.Column("thumbs_up", sa.Integer, nullable=False),
    sa.Column("thumbs_down", sa.Integer, nullable=False),
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

# What staff wrote about a conversation goes with it, but for judgements, which then no longer say of which it was.
staff_tables = [
    sa.Table(f"conversations_{name}", tables, sa.Column("sender_id", SENDER, nullable=False))
    for name in ("note", "tag", "review", "putback")
]
judgements = sa.Table(
    "conversations_judgement",
    tables,
    sa.Column("sender_id", SENDER, nullable=False),
    sa.Column("message_id", sa.String(255), nullable=False),
)

# The row of a conversation first: see above.
OF_A_CONVERSATION = (conversations, messages, events, feedback, ended_sessions)


def missing_tables(engine: sa.engine.Engine) -> set[str]:
    """Return the names of the tables that the database does not have."""
    return set(tables.tables) - set(sa.inspect(engine).get_table_names())

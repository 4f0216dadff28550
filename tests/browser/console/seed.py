"""What is in the console's database in these tests: code for `Server.run_in_console`, in the order in which to run it.

Code as text, because these tests run in an environment without the project in it.
"""

from __future__ import annotations

PASSWORD = "a long enough pass phrase"
ROLES = ("reviewer", "safeguarding_lead", "trainer", "admin")

# An account of each role that is named as the role.
ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for role in {ROLES}:
    User.objects.create_user(role, password={PASSWORD!r}, first_name=role.title()).groups.add(Group.objects.get(name=role))
"""

# One message for NSCP in each state that staff meet: waiting to be sent, given up, sent.
HAND_OFFS = """
from datetime import datetime, timezone
from console.handoffs import drafts, outbox
from console.handoffs.drafts import Chat
from console.handoffs.models import HandOff

now = datetime.now(timezone.utc)
states = [
    ("family0", "saved", now, None, ""),
    ("family1", "failed", None, None, "the mail server answered 451"),
    ("danger", "sent", None, now, ""),
]
for sender_id, state, next_try, sent, reason in states:
    answers = {"message": "Please phone my sister instead.", "reply_to": "07700 900123", "safe_time": "Mornings only."}
    chat = Chat(sender_id, "website")
    reference = drafts.save(chat, None, **answers)
    outbox.save(chat, reference)
    HandOff.objects.filter(reference=reference).update(
        state=state, next_try_at=next_try, sent_at=sent, reason=reason, attempts=3
    )
"""

# Conversations as the assistant stores them. "danger" left the message for NSCP that was sent, and an answer did not help.
CONVERSATIONS = """
import time
from django.conf import settings
from tools.seed.material import load_material
from console.conversations.retention import hold
from tests.unit.console.stored import Stored

HELP_FIRST = {"outcome": "help_first", "topic": "immediate_danger"}
NO_DANGER = {"outcome": "none", "topic": None}
said = [
    ("danger", "he hits me when he is drunk", "immediate_danger", 0.91, HELP_FIRST),
    ("scared", "i am scared of my dad", "immediate_danger", 0.94, HELP_FIRST),
    ("unsure", "wots the point of it", "clarify", 0.4, NO_DANGER),
    ("plain", "how long is a review", "faq/how_long", 0.99, NO_DANGER),
]
stored, now, ids = Stored(settings.NSCP.database(), load_material()), time.time(), {}
for age, (sender_id, text, topic, confidence, safety) in enumerate(said):
    likeliest = "faq/purpose_of_review" if topic == "clarify" else topic
    ranking = [(likeliest, confidence), ("faq/what_is_review", 1 - confidence)]
    how = {"message_id": f"m-{sender_id}", "confidence": confidence, "ranking": ranking, "safety": safety}
    ids[sender_id] = stored.say(sender_id, text, topic, now - age, **how)
stored.rate("danger", ids["danger"], helpful=False, comment="i cant ring", at=now)
hold("unsure", "A court asked for it")
"""

# Two released models, of which the second is live and does not load.
RELEASES = """
from datetime import datetime, timedelta, timezone
from console.releases.models import Period, RasaServer, Release

now = datetime.now(timezone.utc)
figures = {"Examples understood": "96.1%", "Help in danger": "212 of 212"}
for number, note in ((1, "Knows who may bring a friend"), (2, "Says more plainly how long a review takes")):
    of = {"sha256": str(number) * 64, "guide": "g", "program": "p", "file": f"{number}.tar.gz", "figures": figures}
    release = Release.objects.create(number=number, made_by="safeguarding_lead", note=note, proposal=number, **of)
    since, until = now - timedelta(days=9 - number), now - timedelta(days=8 - number) if number == 1 else None
    Period.objects.create(release=release, since=since, until=until, by="safeguarding_lead", reason=note)
RasaServer.objects.create(name="host-1", serving=f"1.{'1' * 64}", refused=release.etag, why="does-not-load", seen_at=now)
"""

# Many more, so that lists have several pages and charts have bars.
MANY_CONVERSATIONS = """
from tools.seed.__main__ import seed_empty

seed_empty(conversations=60, days=20)
"""

# A proposal that waits for approval, with what its check found, and one that is being checked.
PROPOSALS = """
from django.utils import timezone
from console.proposals.models import Proposal

sentences = [{"text": "The guide does not say anything about that.", "sources": ["silence"]}]
flip = {"text": "where is his coat", "meant": "Things", "old": "not understood", "new": "Things", "change": "better"}
helps = {"text": "i took the lot", "meant": "I cannot go on", "old": "help first: Despair", "new": "help first: Tablets"}
things = {"topic": "gap/belongings", "title": "How do we get back things that were taken?"}
result = {
    "topics": [
        {**things, "n": 12, "gained": 1, "lost": 3},
        {"topic": "faq/how_long", "title": "How long does a review take?", "n": 20, "gained": 1, "lost": 0},
    ],
    "flips": [
        {**flip, "topics": ["gap/belongings"]},
        {**helps, "change": "another_help"},
        {**flip, "text": "is it long", "change": "worse", "topics": ["faq/how_long"]},
    ],
    "measures": {"gap_right": {"title": "Not in the guide: answered rightly", "n": 90, "old": 0.8, "new": 0.85}},
}
checked = {"state": "passed", "checked_at": timezone.now(), "result": result}
passed = Proposal.objects.create(title="Belongings", author="colleague", **checked)
things = {"topic": "gap/belongings", "by": "colleague"}
passed.changes.create(kind="add_examples", content={"examples": ["who has her pram"]}, **things)
passed.changes.create(kind="answer", content={"variation": 0, "sentences": sentences}, **things)
checking = Proposal.objects.create(title="Parking", state="checking", author="trainer", step="Training", share=0.4)
checking.changes.create(kind="title", content={"title": "Who has our things?"}, **things)
draft = Proposal.objects.create(title="Shorter answers", author="trainer")
takes = {"topic": "faq/how_long", "by": "trainer"}
shorter = [{"text": "It usually takes six to nine months.", "sources": ["S12"]}]
draft.changes.create(kind="answer", content={"variation": 0, "sentences": shorter}, **takes)
draft.changes.create(kind="title", content={"title": "How many months does a review take?"}, **takes)
draft.changes.create(kind="add_follow_ups", content={"says": ["and for twins?"], "answer": "gap/see_draft"}, **takes)
draft.changes.create(kind="remove_follow_up", content={"says": "thats ages", "answer": "faq/why_longer"}, **takes)
"""

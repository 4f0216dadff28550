"""Proposals and people who write them, for tests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from console.proposals import services
from console.proposals.models import Proposal
from console.proposals.states import State
from console.releases.models import Period, Release
from nscp.changes import DataChange, Kind
from tests.unit.console.people import make_user

TOPIC = "gap/belongings"
EXAMPLE = "who has hold of her pushchair since the ward shut"
SENTENCES = [
    {"text": "The guide does not say anything about that.", "sources": ["silence"]},
    {"text": "You can ask NSCP by email: {nscp_email}.", "sources": ["S14"]},
]


def request_of(name: str, *roles: str) -> HttpRequest:
    """A request of somebody with roles, who gets an account if there is none of that name."""
    request = HttpRequest()
    known = User.objects.filter(username=name).first()
    request.user = known or make_user(name, *roles)
    return request


def change(kind: Kind, topic: str = TOPIC, **content: Any) -> DataChange:
    """A change."""
    return DataChange(kind, topic, content)


def new_examples(*examples: str, topic: str = TOPIC) -> DataChange:
    """A change that adds examples."""
    return change(Kind.ADD_EXAMPLES, topic, examples=list(examples))


def proposal_with(request: HttpRequest, *changes: DataChange) -> Proposal:
    """A draft with changes."""
    proposal = services.start(request, "Say where belongings are")
    for one in changes or (new_examples(EXAMPLE),):
        services.add(request, proposal, one)
    return proposal


def in_state(proposal: Proposal, state: State, **fields: Any) -> Proposal:
    """The same, put into a state as it would be found there."""
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **fields)
    proposal.refresh_from_db()
    return proposal


def make_live(proposal: Proposal) -> None:
    """Write that a model of a proposal is live, without a model: what releasing looks at is tested with released models."""
    now = timezone.now()
    number = Release.objects.count() + 1
    names = {"made_by": "bob", "note": proposal.title, "file": f"{number}.tar.gz", "sha256": "", "guide": "", "program": ""}
    made = Release.objects.create(number=number, proposal=proposal.pk, **names)
    Period.objects.filter(until=None).update(until=now)
    Period.objects.create(release=made, since=now, by="bob", reason=proposal.title)

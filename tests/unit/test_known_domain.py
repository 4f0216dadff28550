"""A domain that says at once that there is one."""

from __future__ import annotations

from types import SimpleNamespace

from rasa.shared.core.domain import Domain

from assistant.known_domain import know_domain
from nscp.settings import PROJECT


def test_it_is_the_same_domain() -> None:
    domain = Domain.load(PROJECT / "domain.yml")
    agent = SimpleNamespace(processor=SimpleNamespace(domain=domain))

    know_domain(agent)  # type: ignore[arg-type]

    assert agent.processor.domain is not domain
    assert agent.processor.domain.fingerprint() == domain.fingerprint()
    assert [slot.name for slot in agent.processor.domain.slots] == [slot.name for slot in domain.slots]
    assert not agent.processor.domain.is_empty()


def test_an_agent_without_a_model_stays_as_it_is() -> None:
    agent = SimpleNamespace(processor=None)

    know_domain(agent)  # type: ignore[arg-type]

    assert agent.processor is None

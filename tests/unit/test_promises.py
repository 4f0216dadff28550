"""Sentences that promise what their source does not say are refused; those of the data, and other honest ones, are not."""

from __future__ import annotations

import pytest

from nscp.answer_rules import problems_of_sentence
from nscp.answers import AnswerSentence, load_answers
from nscp.check import load_sources
from nscp.settings import PROJECT

SOURCES = load_sources(PROJECT)
# Written before the rule was.
INVENTED = [
    ("NSCP staff will ring you back the same day: {nscp_email}.", "S14"),
    ("NSCP will pay for a childminder.", "S14"),
    ("Someone from the panel phones every family before the report comes out.", "S10"),
    ("You will be told the outcome before anyone else.", "S10"),
    ("A worker visits you at home to listen.", "S7"),
    ("You get a copy of the report a week before it is published.", "S10"),
    ("Your travel is paid for.", "S7"),
    ("Nobody will be able to tell that it is about your family.", "S10"),
    ("Expect an answer by Friday.", "S14"),
    ("We've got your back, and we answer every email.", "S14"),
    ("The review lead is going to keep you updated.", "S9"),
    ("Your name can never get out.", "S10"),
    ("They'll sort out an interpreter for you.", "S7"),
    ("It costs you nothing to take part.", "S7"),
    ("You are entitled to a solicitor, paid by the council.", "S7"),
    ("Nothing that you say can be used against you.", "S5"),
    ("Your children stay with you while the review goes on.", "S5"),
    ("A friend may sit beside you.", "S7"),
    ("Samaritans ring you back if you leave a number: {samaritans_phone}.", "signpost"),
    ("Once you email, a person replies within hours: {nscp_email}.", "S14"),
    ("I can get a social worker to call you.", "service"),
    ("The guide does not say who pays, but NSCP covers the fare.", "silence S14"),
    ("There is help with bus fares for everyone who comes.", "S7"),
    ("You have a right to read it first.", "S10"),
    ("Rest easy: your views change the report.", "S7"),
    ("The reviewer decides with you what goes in.", "S9"),
    ("After six to nine months you hear from NSCP.", "S12"),
    ("NSCP makes sure that the workers are punished.", "S5"),
    ("The police hand back all belongings when the review ends.", "S5"),
    ("Ask, and it shall be done.", "S14"),
    ("Email today and you have the answer tomorrow: {nscp_email}.", "S14"),
    ("Childline can send someone round: {childline_phone}.", "signpost"),
    ("This chat stays between us.", "service"),
    ("Your messages are read by a doctor.", "service"),
    ("No one from the papers gets to know.", "S10"),
    ("The report waits until you have agreed to it.", "S11"),
    ("You choose which name is used.", "S10"),
    ("They would let you know if anything changes.", "S14"),
    ("NSCP has a fund for families who lose pay.", "S14"),
    ("Legal aid is there for you.", "S7"),
    ("You could claim your parking back.", "S7"),
    ("Whoever you ask at NSCP looks into it at once.", "S14"),
    ("Staff are happy to meet you in the evening.", "S7"),
    ("NSCP, as the guide says, writes to each parent first.", "S8"),
    ("It is certain that lessons are learned.", "S4"),
    ("You keep the right to stop at any moment.", "S6"),
    ("The helpline sends an ambulance for you: {nspcc_phone}.", "signpost"),
    ("Every parent is invited to a meeting.", "S8"),
    ("You will be given money for your views.", "S7"),
    ("The report will say sorry to you.", "S9"),
    ("I am sorry, and NSCP will put it right.", "care"),
    ("Someone kind is going to call you.", "care"),
    ("The guide does not say it, but you will hear soon.", "silence"),
    ("NSCP is able to come to your house.", "S14"),
]

# Written afterwards, to get past it. Not found, and left to the second person who reads: "Lunch is on NSCP", "Leave it with
# NSCP", "The draft lands on your doormat first" and others that promise without any word of promises.
TRICKIER = [
    ("Just say the word and a taxi comes.", "S14"),
    ("Families like yours come first at NSCP: {nscp_email}.", "S14"),
    ("Your email goes straight to the person in charge: {nscp_email}.", "S14"),
    ("A friendly face opens the door for you.", "S7"),
    ("Both parents take part side by side.", "S8"),
    ("Grandparents take part too.", "S8"),
    ("Children as young as six take part.", "S8"),
    ("The report names nobody who did wrong.", "S9"),
    ("Your social worker loses their job.", "S5"),
    ("The trial ends sooner because of the review.", "S11"),
    ("It takes six to nine months at most.", "S12"),
    ("The review is over in nine months, full stop.", "S12"),
    ("The review puts an end to the court case.", "S5"),
    ("You may bring your mum.", "S7"),
    ("If you email, NSCP replies: {nscp_email}.", "S14"),
    ("If you email NSCP will reply: {nscp_email}.", "S14"),
    ("You can ask NSCP, and they will say yes.", "S14"),
    ("You can ask NSCP, they answer quickly.", "S14"),
    ("You can email NSCP and get a reply: {nscp_email}.", "S14"),
    ("The guide does not say how, and your costs are met.", "silence S14"),
    ("The guide does not say when, though it is soon.", "silence"),
    ("NSCP does not tell the court.", "silence"),
    ("Would you like NSCP to pay for a taxi?", "S14"),
    ("“NSCP will pay for a taxi”.", "S14"),
    ("N.S.C.P. will pay.", "S14"),
    ("NSCP Will Pay.", "S14"),
    ("NSCP’ll pay.", "S14"),
    ("It won't be long.", "S12"),
    ("Nothing bad comes of it.", "S6"),
    ("Not a soul learns what you said.", "S10"),
    ("The mental health team opens a case for you: {nhs_phone}.", "signpost"),
    ("Refuge finds you a bed: {domestic_abuse_phone}.", "signpost"),
    ("I pass your worry to the police.", "service"),
    ("I let NSCP know that you called.", "service"),
    ("Staff read your chat this evening.", "service"),
    ("Your chat is wiped tonight.", "service"),
    ("A person joins this chat now.", "service"),
    ("You are safe now.", "care"),
    ("It gets better, and you get your child back.", "care"),
]
HONEST = [
    ("The report is put on NSCP's website.", "S10"),
    ("No names are in the report.", "S9 S10"),
    ("It can take longer if the case is complex.", "S13"),
    ("Most reviews take between six and nine months.", "S12"),
    ("You do not have to answer any questions.", "S6"),
    ("Taking part is your choice.", "S6 S7"),
    ("It is not about blaming anyone.", "S5"),
    ("The point is to learn.", "S5"),
    ("A review is not a police investigation.", "S5"),
    ("It asks how services worked to look after the child.", "S2"),
    ("It considers what may need to change.", "S4"),
    ("The report waits for the end of the trial.", "S11"),
    ("You will be given the opportunity to give your views, if you would like to.", "S7"),
    ("This sometimes needs to be delayed because of criminal proceedings.", "S7"),
    ("NSCP can learn a lot from you.", "S8"),
    ("NSCP is required to produce a report.", "S9"),
    ("The report has the key findings.", "S9"),
    ("You can email NSCP to ask: {nscp_email}.", "S14"),
    ("You can ask NSCP whether they can pay for your travel.", "S14"),
    ("You can tell NSCP that you need a taxi.", "S14"),
    ("If you need a lift, you can ask NSCP: {nscp_email}.", "S14"),
    ("Please ask NSCP about parking.", "S14"),
    ("The guide does not say whether parking is free.", "silence"),
    ("Who pays for parking is not in the guide.", "silence"),
    ("The guide does not mention money, so please ask NSCP.", "silence S14"),
    ("The guide says nothing about meals, childcare or lifts.", "silence"),
    ("I cannot see when your meeting is.", "service"),
    ("I do not know who will come.", "service"),
    ("That sounds very hard.", "care"),
    ("You can call Samaritans, free, day or night: {samaritans_phone}.", "signpost"),
    ("Call {emergency_phone} if anyone is in danger.", "signpost"),
    ("There is more information on the website: {nscp_website}.", "S14"),
    ("You can find support on NSCP's website: {nscp_website}.", "S14"),
    ("NSCP brings together organisations that work with families.", "S1"),
    ("It covers North and West Northamptonshire.", "S1"),
    ("The review may look at other children in the family too.", "S3"),
    ("You can say no.", "S6"),
    ("I am sorry that you are still waiting.", "care"),
    ("The report leaves out personal details.", "S9"),
    ("After the trial, the report is available.", "S11"),
]


def found(text: str, sources: str) -> list[str]:
    return list(problems_of_sentence("utter_faq/how_long", AnswerSentence(text, tuple(sources.split())), SOURCES))


@pytest.mark.parametrize(("text", "sources"), [*INVENTED, *TRICKIER])
def test_a_promise_that_its_source_does_not_make_is_refused(text: str, sources: str) -> None:
    assert any("does not promise that" in problem for problem in found(text, sources)), found(text, sources)


@pytest.mark.parametrize(("text", "sources"), HONEST)
def test_an_honest_sentence_is_taken(text: str, sources: str) -> None:
    assert found(text, sources) == []


def test_every_sentence_of_the_data_is_carried_by_its_source() -> None:
    refused = [
        (answer.utter, sentence.text, problem)
        for answer in load_answers(PROJECT / "data")
        for sentence in answer.sentences
        for problem in problems_of_sentence(answer.utter, sentence, SOURCES)
    ]

    assert refused == []

"""The pages on safety phrases, safety texts and words for buttons, for the safeguarding lead.

They are marked for all who write proposals, so that the others read who may change them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from console.accounts.access import may
from console.accounts.permissions import Permission
from console.proposals.change_forms import ButtonWordsForm, PhraseForm, RemovedPhrasesForm
from console.proposals.knowledge import knowledge
from console.proposals.models import Proposal
from console.proposals.previews import preview
from console.proposals.views import HERE
from console.proposals.writing import lead_only, save, show, take_out, write_text, writes
from nscp.changes import PHRASE_LISTS, DataChange, Kind, name_of_text

Show = Callable[..., HttpResponse]


def _leads(view: Show) -> Show:
    @writes
    @wraps(view)
    def answer(request: HttpRequest, proposal: Proposal, **options: Any) -> HttpResponse:
        if not may(request, Permission.CHANGE_SAFETY):
            return lead_only(request, proposal)
        return view(request, proposal, **options)

    return answer


@_leads
def buttons(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Add other words for a button."""
    typed = request.POST if request.method == "POST" else None
    known = knowledge(proposal.data_changes())
    form = ButtonWordsForm(typed, known=known)
    if typed is not None and save(request, proposal, form):
        return redirect(HERE, proposal.pk)
    words: dict[str, list[str]] = {}
    for said, button in known.button_words.items():
        words.setdefault(known.buttons[button], []).append(said)
    return show(request, "proposals/buttons.html", proposal, form, None, words=sorted(words.items()))


@_leads
def phrases(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Add phrases to a list, which `?list=` names, and remove them; without it, ask which."""
    known, name = knowledge(proposal.data_changes()), request.GET.get("list", "")
    lists = [(key, title, len(known.phrases[key])) for key, title in PHRASE_LISTS.items()]
    if not name:
        return render(request, "proposals/phrase_lists.html", {"proposal": proposal, "lists": lists})
    if name not in PHRASE_LISTS:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    is_removal = typed is not None and "remove" in typed
    form = PhraseForm(None if is_removal else typed, topic=name)
    removal = RemovedPhrasesForm(typed if is_removal else None, topic=name, texts=known.phrases[name])
    if typed is not None and (take_out(request, proposal, removal) if is_removal else save(request, proposal, form)):
        return redirect(request.get_full_path())
    words = sorted(known.phrase_words.items())
    context = {"lists": lists, "here": name, "title": PHRASE_LISTS[name], "words": words, "removal": removal}
    page = show(request, "proposals/phrases.html", proposal, form, None, **context)
    page.status_code = 400 if removal.errors else page.status_code
    return page


@_leads
def safety_texts(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """List the safety texts as they would be."""
    known = knowledge(proposal.data_changes())
    texts = [
        (name, name_of_text(name), [preview(text, known.sources) for text in known.texts[name]])
        for name in known.safety_texts
    ]
    return render(request, "proposals/safety_texts.html", {"proposal": proposal, "texts": texts})


@_leads
def safety_text(request: HttpRequest, proposal: Proposal, text: str, number: int) -> HttpResponse:
    """Change one safety text."""
    known = knowledge(proposal.data_changes())
    if text not in known.safety_texts or not 1 <= number <= len(known.texts[text]):
        raise Http404
    change = DataChange(Kind.SAFETY_TEXT, text, {"variation": number - 1})
    done = redirect("proposals:safety_texts", proposal.pk)
    of = len(known.texts[text])
    return write_text(request, proposal, change, "proposals/answer.html", done, title=name_of_text(text), of=of)

"""The models page, the way back to an earlier model, and the address from which Rasa servers fetch the live one."""

from __future__ import annotations

import secrets
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from console.accounts.access import may, needs, public
from console.accounts.permissions import Permission
from console.forms import ReasonForm
from console.navigation import page_of
from console.releases import files, servers, services
from console.releases.models import CHECKOUT, Period, Release

INSTALLED = 0  # in place of a release's number: the checkout's model
BEARER = "Bearer "
_form = partial(ReasonForm, question="Why do you go back to this model?")


@needs(Permission.VIEW_MODELS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the live model and all that were released."""
    period = services.live_period()
    live = period.release if period else None
    etag, running = live.etag if live else CHECKOUT, servers.running()
    context = {
        "period": period,
        "live": live,
        "live_problem": services.problem(live) if live else None,
        "servers": len(running),
        "changed": sum(server.serving == etag for server in running),
        "refusals": servers.refusals(running, etag),
        "page": page_of(request, Release.objects.prefetch_related("periods")),
        "may_change": may(request, Permission.CHANGE_MODEL),
        "installed": INSTALLED,
        "installed_periods": Period.objects.filter(release=None),
        "installed_title": services.CHECKOUT_TITLE,
    }
    return render(request, "releases/index.html", context)


@needs(Permission.CHANGE_MODEL)
@require_http_methods(["GET", "HEAD", "POST"])
def go_back(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why, and make an earlier model live."""
    target = get_object_or_404(Release, number=number) if number != INSTALLED else None
    if services.live_release() == target:
        messages.info(request, "This model is live already.")
        return redirect("releases:index")
    form = _form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.go_back(target, request.user, form.cleaned_data["reason"])
        except services.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{target or services.CHECKOUT_TITLE} is live. Families get it within a minute.")
            return redirect("releases:index")
    context = {"target": target, "title": target or services.CHECKOUT_TITLE, "form": form}
    return render(request, "releases/go_back.html", context, status=400 if form.errors else 200)


@public
@require_safe
def live(request: HttpRequest) -> HttpResponseBase:
    """Give a Rasa server the live model, as Rasa asks for one: 200 with the file, 304 if it has it, 204 if there is none."""
    if not _has_key(request):
        return HttpResponse("Send the key of NSCP_MODELS_KEY.", status=401, headers={"WWW-Authenticate": "Bearer"})
    servers.note(request)
    release = services.live_release()
    etag = quote_etag(release.etag if release else CHECKOUT)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if release is None:
        return HttpResponse(status=204, headers={"ETag": etag})
    headers = {"ETag": etag, "Model-Guide": release.guide, "Model-Program": release.program}
    try:
        file = (files.folder() / release.file).open("rb")
    except OSError as error:
        raise Http404 from error  # Rasa keeps its model then, and so do our servers
    return FileResponse(file, content_type="application/gzip", headers=headers)


def _has_key(request: HttpRequest) -> bool:
    """Compare the key in the header, or where Rasa puts `token` of endpoints.yml."""
    header = request.headers.get("Authorization", "")
    given = header.removeprefix(BEARER) if header.startswith(BEARER) else request.GET.get("token", "")
    return secrets.compare_digest(given.encode(), settings.NSCP.shared_models_key().encode())

"""Links by which somebody chooses a password. Each works once, for as long as PASSWORD_RESET_TIMEOUT says."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode


def path_of_link(user: User) -> str:
    """The link's address, without scheme and host."""
    names = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return str(reverse("accounts:choose_password", kwargs=names))

"""Forms for accounts and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group, User

from console.accounts.permissions import ROLES

CHOICES = [(role.name, f"{role.title}. {role.what_for}") for role in ROLES.values()]


class AccountForm(forms.ModelForm):
    """Name and roles of an account."""

    roles = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Without a role somebody can sign in and see nothing.",
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("first_name",)
        labels = {"first_name": "Full name"}  # noqa: RUF012  # as Django declares it

    def __init__(self, *args: Any, may_change_roles: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["first_name"].widget.attrs["autocomplete"] = "off"
        if not may_change_roles:
            del self.fields["roles"]
        elif self.instance.pk:
            self.fields["roles"].initial = list(self.instance.groups.values_list("name", flat=True))

    def save(self, commit: bool = True) -> User:
        """Keep account and roles."""
        user: User = super().save(commit)
        if "roles" in self.fields:
            user.groups.set(Group.objects.filter(name__in=self.cleaned_data["roles"]))
        return user

    def roles_in_words(self) -> str:
        """For the audit log."""
        if "roles" not in self.fields:
            return "name"
        return ", ".join(ROLES[name].title for name in self.cleaned_data["roles"]) or "no roles"


class NewAccountForm(AccountForm):
    """The same with the name to sign in with, which never changes, so that the audit log stays true."""

    class Meta(AccountForm.Meta):
        fields = ("username", "first_name")
        labels = {"username": "Name to sign in with", "first_name": "Full name"}  # noqa: RUF012
        help_texts = {"username": "Letters, digits and . _ - only. It cannot be changed later."}  # noqa: RUF012

    def clean_username(self) -> str:
        """In small letters, and taken by nobody, however they write it.

        Raises:
            ValidationError: somebody has it.
        """
        name = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("There is an account of that name. Choose another.")
        return name

    def save(self, commit: bool = True) -> User:
        """Make an account that nobody can sign in to until its owner chooses a password."""
        self.instance.set_unusable_password()
        return super().save(commit)

"""Forms for signing in, for codes, and for accounts and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import Group, User

from console.accounts.password_validation import HELP
from console.accounts.permissions import ROLES

CHOICES = [(role.name, f"{role.title}. {role.what_for}") for role in ROLES.values()]
NO_SUCH_PAIR = "That name and password do not belong together, or the account is locked. Try again, or ask an admin."


class SignInForm(AuthenticationForm):
    """Says the same whatever was wrong, so that nobody learns which accounts there are."""

    error_messages = {"invalid_login": NO_SUCH_PAIR, "inactive": NO_SUCH_PAIR}  # noqa: RUF012  # as Django declares it

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].label = "Name"
        self.fields["username"].error_messages["required"] = "Enter your name."
        self.fields["password"].error_messages["required"] = "Enter your password."

    def clean_username(self) -> str:
        """Return small letters, as accounts are made."""
        return str(self.cleaned_data["username"]).lower()


class ChoosePasswordForm(SetPasswordForm):
    """A new password, twice."""

    error_messages = {"password_mismatch": "The two new passwords differ. Type the same one twice."}  # noqa: RUF012

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "New password", "New password again"
        first.help_text, second.help_text = HELP, "Type it once more, so that a slip is noticed."
        first.error_messages["required"] = "Enter a new password."
        second.error_messages["required"] = "Type the new password again."

    def clean(self) -> dict[str, Any]:
        """Check the password where it was typed first."""
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(self.user, "new_password1")
        return dict(self.cleaned_data)


class ChangePasswordForm(ChoosePasswordForm, PasswordChangeForm):
    """The same, with the password until now."""

    error_messages = {  # noqa: RUF012
        **ChoosePasswordForm.error_messages,
        "password_incorrect": "That is not your password now. Type it again, or ask an admin for a link.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_password"].label = "Your password now"
        self.fields["old_password"].error_messages["required"] = "Enter the password that you have now."


class CodeForm(forms.Form):
    """One code, from an app or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six digits that your app shows now.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
        error_messages={"required": "Enter the code."},
    )

    def clean_code(self) -> str:
        """Return it without the spaces, hyphens and capitals that people type."""
        return "".join(str(self.cleaned_data["code"]).split()).replace("-", "").lower()


class AccountForm(forms.ModelForm):
    """Name and roles of an account."""

    roles = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Without a role somebody can sign in and see nothing.",
        error_messages={"invalid_choice": "There is no such role. Choose roles from the list."},
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
        else:
            groups = self.instance.groups.values_list("name", flat=True) if self.instance.pk else []
            self.fields["roles"].initial = list(groups)

    def save(self, commit: bool = True) -> User:
        """Save account and roles."""
        user: User = super().save(commit)
        if "roles" in self.fields:
            user.groups.set(Group.objects.filter(name__in=self.cleaned_data["roles"]))
        return user

    def roles_taken_away(self) -> str:
        """Return which roles the account has now and would not have any more, in words; empty if it keeps them all."""
        if "roles" not in self.fields:
            return ""
        taken = [name for name in self.fields["roles"].initial if name not in self.cleaned_data["roles"] and name in ROLES]
        return ", ".join(ROLES[name].title for name in taken)

    def roles_in_words(self) -> str:
        """Return what changed, for the audit log."""
        if "roles" not in self.fields:
            return "name"
        return ", ".join(ROLES[name].title for name in self.cleaned_data["roles"]) or "no roles"


class NewAccountForm(AccountForm):
    """Also sets the name to sign in with, which never changes, so that the audit log stays true."""

    class Meta(AccountForm.Meta):
        fields = ("username", "first_name")
        labels = {"username": "Name to sign in with", "first_name": "Full name"}  # noqa: RUF012
        help_texts = {"username": "Letters, digits and . _ - only. It cannot be changed later."}  # noqa: RUF012
        error_messages = {  # noqa: RUF012
            "username": {
                "required": "Enter a name to sign in with.",
                "invalid": "The name to sign in with may have only letters, digits and . _ - in it. Leave out the rest.",
            }
        }

    def clean_username(self) -> str:
        """Return the name in small letters; refuse one that exists, however it is written."""
        name = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("There is an account with that name to sign in with. Choose another.")
        return name

    def save(self, commit: bool = True) -> User:
        """Make an account that nobody can sign in to until its owner chooses a password."""
        self.instance.set_unusable_password()
        return super().save(commit)

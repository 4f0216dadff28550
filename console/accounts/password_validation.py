"""Django's checks of a new password, saying what to do instead."""

from __future__ import annotations

from django.contrib.auth import password_validation

HELP = "At least 12 characters. Three words that have nothing to do with each other are a good password."


class LongEnough(password_validation.MinimumLengthValidator):
    """Refuses a short one."""

    def get_error_message(self) -> str:
        """Return how long it has to be."""
        return f"The new password must be at least {self.min_length} characters long. Choose a longer one."


class NotCommon(password_validation.CommonPasswordValidator):
    """Refuses one that many people use."""

    def get_error_message(self) -> str:
        """Return what to do instead."""
        return "The new password is one that many people use. Choose three words that have nothing to do with each other."


class NotLikeTheName(password_validation.UserAttributeSimilarityValidator):
    """Refuses one that is much like the account's own names."""

    def get_error_message(self) -> str:
        """Return what to do instead."""
        return "The new password is too much like your name. Choose one that has nothing to do with it."

"""Filters of the list that somebody has given a name, for themselves."""

from __future__ import annotations

from django.db import models


class SavedFilter(models.Model):
    """A filter of the list of conversations.

    Attributes:
        by: user name of whose it is; nobody else sees it.
        query: what stands after the list's address.
    """

    by = models.CharField(max_length=150)
    name = models.CharField(max_length=40)
    query = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["by", "name"], name="filter_named_once"),)

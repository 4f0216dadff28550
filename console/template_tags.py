"""What every template may use without loading it: the forms of a page that have errors."""

from __future__ import annotations

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django_filters.filterset import BaseFilterSet

register = template.Library()


@register.simple_tag(takes_context=True)
def wrong_forms(context: Context) -> list[BaseForm]:
    """Return each form with errors that the view gave its page, under any name, itself or as the form of a filter."""
    given = [value.form if isinstance(value, BaseFilterSet) else value for value in context.flatten().values()]
    forms = {id(form): form for form in given if isinstance(form, BaseForm)}
    return [form for form in forms.values() if form.errors]


@register.filter
def first_id(form: BaseForm) -> str:
    """Return the id of a form's first control, where an error about the form as a whole leads."""
    return control_id(form.visible_fields()[0]) if form.visible_fields() else ""


@register.filter
def control_id(field: BoundField) -> str:
    """Return the id of what can be filled in of a field: of several choices, the first."""
    if not field.use_fieldset:
        return str(field.auto_id)
    first = next(iter(field.subwidgets), None)  # none where a template writes the choices, as the list's boxes
    return str(first.id_for_label) if first else f"{field.auto_id}_0"

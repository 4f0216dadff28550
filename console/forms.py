"""How forms look: label, hint, error and field belong together, and an error summary leads to each field.

A template writes `{{ form }}` for the summary and all fields, or includes `console/error_summary.html` and writes
`{{ form.name.as_field_group }}` where it wants a field.
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's, with our templates for a form and for a field."""

    form_template_name = "console/form.html"
    field_template_name = "console/field.html"

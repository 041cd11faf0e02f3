"""How a field looks: label, hint, error, control, in that order."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw form fields by our own templates."""

    field_template_name = "ui/field.html"

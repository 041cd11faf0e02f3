"""What people enter in the papers room."""

from django import forms

from donghanh.ui.forms import FileField


class TemplateForm(forms.Form):
    """A Word file to be the template of a kind of paper."""

    file = FileField(label="Tệp mẫu (.docx)", help_text="Tệp Word, giữ nguyên các ô {{ … }}.")

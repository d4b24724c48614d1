"""The form of the public page that checks a signed document or published figures."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext_lazy as _

_TOO_LARGE = _("This file is larger than this page takes (12 MB, the proof 6 MB). Nothing of it was kept.")


class CheckDocumentForm(forms.Form):
    """The signed PDF or published figures, and the proof where there is one."""

    use_required_attribute = False

    signed = forms.FileField(
        label=_("The signed PDF, or published figures (figures.json)"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf,.json,application/json"}),
        error_messages={"required": _("Choose the signed PDF first.")},
    )  # fmt: skip
    proof = forms.FileField(
        label=_("Its proof, the file proof.json"), allow_empty_file=True, required=False,
        help_text=_("If you were given it. Without it we look up our own by the document's hash."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_signed(self) -> bytes:
        """The PDF's bytes."""
        return self._bytes("signed", str(_("This file is empty."))) or b""

    def clean_proof(self) -> bytes | None:
        """The proof's bytes; None where none was given."""
        return self._bytes("proof", "")

    def _bytes(self, name: str, empty: str) -> bytes | None:
        file: InMemoryUploadedFile | None = self.cleaned_data.get(name)
        if file is None:
            return None
        if getattr(file, "too_large", False):
            raise forms.ValidationError(_TOO_LARGE)
        data: bytes = file.read()
        if not data and empty:
            raise forms.ValidationError(empty)
        return data

"""The forms of a site's face: its colour, written or picked in the browser's own chooser, and its logos."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.frame import DeskForm
from fellesnett.pages.colors import FALLBACK, written
from fellesnett.pages.gates import Reason
from fellesnett.pages.logos import LARGEST

HOW = gettext_lazy("Skriv fargen som # og seks tegn, for eksempel #003087.")


class ColorForm(DeskForm):
    """`shown` is the colour that both fields began with, so that it is known which of them somebody has moved."""

    color = forms.CharField(
        label=gettext_lazy("Fargekode"),
        max_length=20,
        help_text=gettext_lazy("Slik: #003087"),
        error_messages=dict.fromkeys(("required", "max_length"), HOW),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    picked = forms.CharField(
        label=gettext_lazy("Eller pek den ut"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Åpner nettleserens fargevelger."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    shown = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, color: str) -> None:
        super().__init__(data, initial=dict.fromkeys(("color", "picked", "shown"), color), prefix="")

    def clean(self) -> dict[str, Any]:
        """The one colour that is meant, as `#rrggbb` in `color`."""
        cleaned: dict[str, Any] = super().clean() or {}
        typed, picked, shown = (written(cleaned.get(name, "")) for name in ("color", "picked", "shown"))
        moved_type, moved_pick = typed != shown, picked is not None and picked != shown
        if moved_type and moved_pick and typed != picked:
            text = _("Du har skrevet én farge og pekt ut en annen (%(picked)s). Velg den ene.")
            self.add_error("color", text % {"picked": picked})
        elif typed is None and not moved_pick and "color" not in self.errors:
            self.add_error("color", HOW)
        cleaned["color"] = picked if moved_pick else typed
        return cleaned


class LogoForm(DeskForm):
    """A logo for one ground; the form of each ground has its own names, since both stand on one screen."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("SVG er best. PNG eller WebP med gjennomsiktig bakgrunn går også. Under 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".svg,.png,.webp,image/svg+xml,image/png,image/webp"}),
        error_messages={
            "required": gettext_lazy("Velg filen med logoen."),
            "empty": gettext_lazy("Filen er tom. Velg en annen."),
        },
    )
    alt = forms.CharField(
        label=gettext_lazy("Ord i stedet for logoen (valgfritt)"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For dem som ikke ser den. Står det ingenting her, leses nettstedets navn."),
    )

    def clean_file(self) -> bytes:
        """The file's bytes. What is far too large is not read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Filen er for stor. Velg en som er under 1 MB."))
        content: bytes = file.read()
        return content


def tell(form: forms.Form, reasons: Iterable[Reason]) -> None:
    """Say at the field what stands in the way."""
    for reason in reasons:
        form.add_error(reason.field if reason.field in form.fields else None, reason.text)


def settled(color: str) -> ColorForm:
    """A fresh form where both fields show this colour."""
    return ColorForm(None, color=written(color) or FALLBACK)

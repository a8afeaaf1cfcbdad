"""The point of a picture that is kept when it is cut: by a click on the picture, which the browser sends without script,
or by two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fellesnett.desk.local.frame import DeskForm, page
from fellesnett.desk.local.scope import number, person
from fellesnett.foundation import clock
from fellesnett.pages.actions.pointing import point_at
from fellesnett.pages.gates import NotReady
from fellesnett.pages.models import Picture

EDIT, POINT, FILE = (f"wagtailsnippets_pages_picture:{name}" for name in ("edit", "point", "file"))
TYPES = {"webp": "image/webp", "svg": "image/svg+xml"}
ONLY_TO_BE_SEEN = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
SIZES = {"large": 640, "small": 320}
"""The picture as it is clicked on, in pixels: on a screen and on a telephone. A click comes as pixels of exactly this size."""
TALLEST = 480


@dataclass(frozen=True, slots=True)
class Target:
    """The picture in one of the sizes it is clicked in, and where the mark stands in it."""

    name: str
    width: int
    height: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the picture, in its own pixels: what is left of it in one shape."""

    name: str
    x: float
    y: float
    width: float
    height: float

    @property
    def shown_width(self) -> int:
        """In pixels on the screen, `CUT_HEIGHT` high."""
        return round(CUT_HEIGHT * self.width / self.height)


CUT_HEIGHT = 144
SHAPES = ((gettext_lazy("På en side"), 3 / 2), (gettext_lazy("Smalt, på forsiden"), 3 / 4), (gettext_lazy("Bredt"), 3.0))


class PointForm(DeskForm):
    """The point as two numbers."""

    x = forms.IntegerField(label=gettext_lazy("Fra venstre, i prosent"), min_value=0, max_value=100)
    y = forms.IntegerField(label=gettext_lazy("Ovenfra, i prosent"), min_value=0, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), _("Skriv et helt tall fra 0 til 100.")
            )
            for validator in field.validators:
                validator.message = field.error_messages["invalid"]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, pk: str) -> HttpResponse:
    """Show where the point is and how the picture is cut around it; move it."""
    picture = get_object_or_404(Picture.objects.select_related("site__organization"), pk=number(pk))
    if request.method != "POST":
        return _screen(request, picture, _form_of(picture))
    clicked = _clicked(request, picture)
    form = PointForm(clicked or request.POST)
    if not form.is_valid():
        return _screen(request, picture, form)
    try:
        point_at(picture=picture, **form.cleaned_data, by=person(request), at=clock.now())
    except NotReady as refusal:
        form.add_error(None, str(refusal))
        return _screen(request, picture, form)
    messages.success(request, _("Lagret. Slik blir bildet skåret til fra nå."))
    return redirect(reverse(POINT, args=[picture.pk]))


@require_safe
def file(request: HttpRequest, pk: str) -> FileResponse:
    """The picture itself: the desk stands on one host, and a site's pictures are shown on its own."""
    picture = get_object_or_404(Picture, pk=number(pk))
    headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": ONLY_TO_BE_SEEN}
    kind = TYPES[picture.address.rpartition(".")[2]]
    return FileResponse(picture.file.open("rb"), content_type=kind, headers=headers)


def _form_of(picture: Picture) -> PointForm:
    return PointForm(initial={"x": picture.focus_x, "y": picture.focus_y})


def _screen(request: HttpRequest, picture: Picture, form: PointForm) -> HttpResponse:
    address, title = reverse(EDIT, args=[picture.pk]), _("Det viktigste i bildet")
    source = f"{reverse(FILE, args=[picture.pk])}?{picture.file.name}"  # another file is another address
    context = {
        "source": source,
        "high": CUT_HEIGHT,
        "targets": targets(picture),
        "cuts": cuts(picture),
        "back": address,
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "point.html", title, [(picture.name, address)], status=status, picture=picture, **context)


def _clicked(request: HttpRequest, picture: Picture) -> dict[str, int] | None:
    """Where on the picture it was clicked, per cent; None when it was not, as when the numbers are sent."""
    for target in targets(picture):
        across, down = (request.POST.get(f"{target.name}.{axis}", "") for axis in "xy")
        if across.isdecimal() and down.isdecimal() and max(len(across), len(down)) < 6:
            return {"x": _per_cent(int(across), target.width), "y": _per_cent(int(down), target.height)}
    return None


def _per_cent(dot: int, size: int) -> int:
    return min(100, round(100 * dot / max(1, size - 1)))


def targets(picture: Picture) -> list[Target]:
    """The picture in the sizes it can be clicked in, whole."""
    found = []
    for name, width in SIZES.items():
        share = min(width / picture.width, TALLEST / picture.height)
        shown = max(1, round(picture.width * share)), max(1, round(picture.height * share))
        found.append(Target(name, *shown, shown[0] * picture.focus_x / 100, shown[1] * picture.focus_y / 100))
    return found


def cuts(picture: Picture) -> list[Cut]:
    """What is left in each shape, as the public pages cut: the point keeps its place in the frame, per cent."""
    x, y = picture.focus
    found = []
    for name, ratio in SHAPES:
        width, height = min(picture.width, picture.height * ratio), min(picture.height, picture.width / ratio)
        found.append(Cut(str(name), (picture.width - width) * x / 100, (picture.height - height) * y / 100, width, height))
    return found

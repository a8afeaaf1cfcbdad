"""What the classes of a change are called at the desk (semantics.md section 5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

CLASSES = {
    "editorial": gettext_lazy("språklig endring"),
    "content": gettext_lazy("faglig endring"),
    "safety": gettext_lazy("sikkerhetsendring"),
}

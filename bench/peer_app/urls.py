"""Our addresses, and beside them: the same bytes from memory, Wagtail's API and one of Django REST framework's."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from bench.peer_app.models import PeerCode, PeerSection, PeerText
from fellesnett.config import urls


@cache
def item() -> tuple[str, tuple[tuple[str, str], ...], bytes]:
    """The first text's id, and what is answered when it is asked for: the headers that stand for it alone, and the bytes."""
    from fellesnett.api import forms
    from fellesnett.delivery.models import Item
    from fellesnett.delivery.serving import ready_of

    first = Item.objects.texts().order_by("seq")[0]
    found = ready_of(first, packed=False)
    return str(first.pk), tuple(forms.headers_of(found, packed=False)), found.body


class CodeSerializer(serializers.ModelSerializer):
    class Meta:
        model = PeerCode
        fields = ["system", "code", "display"]


class SectionSerializer(serializers.ModelSerializer):
    class Meta:
        model = PeerSection
        fields = ["heading", "html"]


class TextSerializer(serializers.ModelSerializer):
    sections = SectionSerializer(many=True)
    codes = CodeSerializer(many=True)
    owner = serializers.CharField(source="owner.name")

    class Meta:
        model = PeerText
        fields = ["id", "title", "language", "owner", "modified", "codes", "sections"]


class Some(LimitOffsetPagination):
    max_limit = 200


class Texts(ListAPIView):
    queryset = PeerText.objects.select_related("owner").prefetch_related("sections", "codes").order_by("pk")
    serializer_class = TextSerializer
    authentication_classes = ()
    permission_classes = ()
    pagination_class = Some


class Pages(PagesAPIViewSet):
    authentication_classes = ()


def static(request: HttpRequest) -> HttpResponse:
    """The same bytes with the same headers, from memory, through the same middleware."""
    _id, headers, body = item()
    return HttpResponse(body, headers=dict(headers))


router = WagtailAPIRouter("peer")
router.register_endpoint("pages", Pages)

urlpatterns = [
    path("peer/static", static),
    path("peer/texts", Texts.as_view()),
    path("peer/wagtail/", router.urls),
    *urls.urlpatterns,
]
handler404 = urls.handler404

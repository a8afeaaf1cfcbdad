"""Our addresses, and beside them: the same bytes from memory, Wagtail's API and one of Django REST framework's."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from bench.peer_app.models import PeerCode, PeerSection, PeerText
from fellesnett.config import urls

STATIC = {"bytes": b""}
"""What the static answer says: set by the benchmark to what the item says."""


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
    return HttpResponse(STATIC["bytes"], content_type="application/json")


router = WagtailAPIRouter("peer")
router.register_endpoint("pages", Pages)

urlpatterns = [
    path("peer/static", static),
    path("peer/texts", Texts.as_view()),
    path("peer/wagtail/", router.urls),
    *urls.urlpatterns,
]
handler404 = urls.handler404

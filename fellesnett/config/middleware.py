"""Sessions, log-in and CSRF belong to the desk; patients' pages are served without any of it. No page asks for a sensor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AdminOnly:
    """Run `ADMIN_MIDDLEWARE` around requests under /admin/, and nothing around the rest."""

    def __init__(self, get_response: GetResponse) -> None:
        self.public = get_response
        desk = get_response
        self.view_middleware: list[Callable[..., HttpResponseBase | None]] = []
        for path in reversed(settings.ADMIN_MIDDLEWARE):
            desk = import_string(path)(desk)
            if hasattr(desk, "process_view"):
                self.view_middleware.insert(0, desk.process_view)
        self.desk = desk

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.desk(request) if request.path.startswith("/admin/") else self.public(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:
        if not request.path.startswith("/admin/"):
            return None
        for check in self.view_middleware:
            answer = check(request, *view)
            if answer is not None:
                return answer
        return None


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Say in every answer which of the device's senses no page of ours, and nothing it shows, may ask for."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response

    return answer

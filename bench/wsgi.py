"""What `bench.api` has the web server serve: the product as it is served, and the same bytes from memory before everything."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from fellesnett.api import doors
from fellesnett.config import wsgi

doors.OFTEN.limit = 10**9


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/peer/raw":
        return wsgi.application(environ, start_response)
    from bench.peer_app.urls import item

    _id, headers, body = item()
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]

"""What `bench.api` has the web server serve: the product as it is served, and the same bytes from memory before everything."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from fellesnett.config import wsgi


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    from bench.peer_app.urls import item
    from fellesnett.api import doors

    doors.OFTEN.limit = 10**9
    if environ["PATH_INFO"] != "/peer/raw":
        return wsgi.application(environ, start_response)
    _id, headers, body = item()
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]

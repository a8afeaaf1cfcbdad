"""What production adds to the headers: nobody is let in without encryption, and browsers remember it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.gates.conftest import ROOT

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]

ASK = """
import json, django
from fellesnett.config.settings import choose
choose()
django.setup()
from django.test import Client
client = Client(headers={"host": "www.example.org"})
plain, safe = client.get("/healthz"), client.get("/healthz", headers={"x-forwarded-proto": "https"})
print(json.dumps([plain.status_code, plain.headers["Location"], safe.status_code, dict(safe.headers)]))
"""


def test_in_production_browsers_come_encrypted_and_keep_coming_so(tmp_path: object) -> None:
    secrets = {"FELLESNETT_ENV": "production", "SECRET_KEY": "x" * 50, "FELLESNETT_ALLOWED_HOSTS": "www.example.org"}
    surroundings = {**os.environ, **secrets, "DATA_DIR": str(tmp_path)}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    status, location, safe, headers = json.loads(done.stdout)
    assert (status, location, safe) == (301, "https://www.example.org/healthz", 200)
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Permissions-Policy"].startswith("camera=()")

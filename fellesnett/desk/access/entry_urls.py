"""The addresses of coming in and going out. They stand before Wagtail's own log-in, which they take the place of."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fellesnett.desk.access import entering, forgotten, leaving, vouched

_entry: list[URLPattern | URLResolver] = [
    path("kode/", entering.code, name="code"),
    path("ut/", leaving.left, name="left"),
    path("uten-rolle/", vouched.without_role, name="without_role"),
    path("glemt/", forgotten.forgotten, name="forgotten"),
    path("nytt-passord/<uidb64>/<token>/", forgotten.new_password, name="new_password"),
    path("velkommen/<secret>/", forgotten.invited, name="invited"),
    path("<slug:provider>/", vouched.begin, name="begin"),
    path("<slug:provider>/svar/", vouched.answer, name="answer"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", entering.DeskLogin.as_view(), name="wagtailadmin_login"),
    path("logout/", leaving.log_out, name="wagtailadmin_logout"),
    path("inn/", include((_entry, "desk_entry"))),
]

"""Coming in with a password, and with a code as the second step. Nobody is logged in between the two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView

from fellesnett.access.actions.second_steps import check, forget_what_was_tried
from fellesnett.access.models import Method
from fellesnett.access.queries import providers_on
from fellesnett.access.second_steps import authenticator_of, recovery_codes_left
from fellesnett.accounts.models import User
from fellesnett.desk.access import guard, lapsed
from fellesnett.desk.access.frame import outside
from fellesnett.desk.access.sessions import enter
from fellesnett.foundation import clock

PENDING = "pending_log_in"
MINUTES = 10
FEW_CODES = 3


class PasswordForm(LoginForm):  # type: ignore[misc]
    """E-mail and password. There is no «remember me»: a sign-in lasts a working day at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["remember"]
        self.fields["username"].widget.attrs.update(autocomplete="username")
        self.fields["password"].label = _("Passord")
        self.fields["password"].widget.attrs.update(autocomplete="current-password")


class DeskLogin(LoginView):  # type: ignore[misc]
    """Wagtail's log-in page with the providers on it; whoever has a second step is asked for a code before being let in."""

    def get_form_class(self) -> type[forms.Form]:
        return PasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "providers": providers_on()}

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        user, onward = cast("User", form.get_user()), self.get_success_url()
        at = clock.now()
        forget_what_was_tried(user=user, at=at)
        if authenticator_of(user):
            written = lapsed.through_the_log_in(self.request, user.pk, at=at)
            self.request.session.flush()
            lapsed.put_back(self.request, written)
            self.request.session[PENDING] = {
                "user": user.pk,
                "onward": onward,
                "until": (at + timedelta(minutes=MINUTES)).timestamp(),
            }
            return redirect("desk_entry:code")
        return let_in(self.request, user, Method.PASSWORD, onward)


def let_in(request: HttpRequest, user: User, method: str, onward: str) -> HttpResponse:
    """Log the person in, say what there is to say, and go on."""
    opened = enter(request, user, method, at=clock.now())
    if method == Method.PASSWORD_AND_RECOVERY:
        words = _("Du brukte en gjenopprettingskode. Du har %(left)s igjen.") % {"left": recovery_codes_left(user)}
        messages.warning(request, words)
    if opened.must_set_up_by and onward != reverse("wagtailadmin_home"):  # the front page says it itself
        words = _("Rollen din krever to-trinns innlogging. Sett det opp under «Innlogging og sikkerhet» senest %(day)s.")
        messages.warning(request, words % {"day": date_format(localtime(opened.must_set_up_by), "j. F")})
    return redirect(lapsed.first(request, onward))


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=40,
        help_text=gettext_lazy("Seks siffer fra appen på telefonen, eller en av gjenopprettingskodene dine."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "size": 12}),
        error_messages={"required": gettext_lazy("Skriv koden fra appen.")},
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """The second step."""
    pending = request.session.get(PENDING) or {}
    user = User.objects.filter(pk=pending.get("user", 0), is_active=True).first()
    if user is None or clock.now().timestamp() > pending["until"]:
        request.session.pop(PENDING, None)
        messages.error(request, _("Det gikk for lang tid. Skriv e-post og passord på nytt."))
        return redirect("wagtailadmin_login")
    if shut := guard.shut_out(request, user.email):
        return shut
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].widget.attrs["autofocus"] = ""
    if request.method == "POST" and form.is_valid():
        if method := check(user=user, code=form.cleaned_data["code"], at=clock.now()):
            return let_in(request, user, method, _safe(request, pending["onward"]))
        guard.failed(request, user.email)
        form.add_error("code", _("Koden stemmer ikke, eller den er brukt. Vent til appen viser en ny, og skriv den."))
    return outside(request, "code.html", form=form)


def _safe(request: HttpRequest, onward: str) -> str:
    here = {request.get_host()}
    fine = url_has_allowed_host_and_scheme(onward, allowed_hosts=here, require_https=request.is_secure())
    return onward if fine else reverse("wagtailadmin_home")

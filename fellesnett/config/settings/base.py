"""Settings common to every environment. Wires; decides nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import dj_database_url
import django
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from fellesnett.config.environment import ROOT, read
from fellesnett.foundation import languages

ENVIRONMENT = read()

SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
DEBUG = False

INSTALLED_APPS = [
    "fellesnett.config",
    "fellesnett.desk",
    "fellesnett.public",
    "fellesnett.intake",
    "fellesnett.links",
    "fellesnett.pages",
    "fellesnett.api",
    "fellesnett.hl7",
    "fellesnett.syndication",
    "fellesnett.delivery",
    "fellesnett.insight",
    "fellesnett.signposts",
    "fellesnett.participation",
    "fellesnett.partners",
    "fellesnett.adoption",
    "fellesnett.national",
    "fellesnett.access",
    "fellesnett.editorial",
    "fellesnett.codes",
    "fellesnett.organizations",
    "fellesnett.accounts",
    "fellesnett.foundation",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "fellesnett.config.middleware.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "fellesnett.api.doors.open_to_all",
    "fellesnett.hl7.doors.open_to_journals",
    "fellesnett.config.middleware.AdminOnly",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Sessions, log-in, messages and CSRF exist under /admin/ alone: a patient never gets a cookie.
ADMIN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fellesnett.desk.middleware.DeskDoors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fellesnett.config.urls"
WSGI_APPLICATION = "fellesnett.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a writer queues at the door instead of failing half way (125 of 150 writes failed without it).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "fellesnett.organizations.backends.MembershipBackend"]
# Ten wrong passwords for one person from one address shut that pair out for a quarter of an hour.
AXES_FAILURE_LIMIT = "fellesnett.desk.access.guard.failures_allowed"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # the name of the field in the log-in form
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "desk/locked_out.html"
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware stands in ADMIN_MIDDLEWARE: only the desk has a log-in
ALLOW_DEMONSTRATION_LOGINS = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
OTP_TOTP_ISSUER = "Fellesnett"
# Who must log in in two steps when a password is what opens the door: those who publish, approve, release or give roles.
SECOND_STEP_ROLES = ("national_medical_editor", "national_editor", "clinician", "regional_owner", "site_owner", "editor")
SECOND_STEP_GRACE_DAYS = 14
SIGN_IN_IDLE_MINUTES = 120
SIGN_IN_HOURS = 12
PROVIDERS_ON_LOOPBACK = True  # may a provider be reached on this machine without TLS; never in production
SIGN_INS_ARE_KEPT = True  # a session that no open sign-in stands behind is shut; tests that log in without one turn this off
SESSION_COOKIE_AGE = SIGN_IN_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = languages.SOURCE
LANGUAGES = [(language.code, language.own_name) for language in languages.LANGUAGES]
LANG_INFO.update({code: facts for code, facts in languages.for_django().items() if code not in LANG_INFO})
LOCALE_PATHS = [ROOT / "fellesnett" / "locale", ROOT / "fellesnett" / "borrowed_words" / "locale"]  # the first is asked first
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.data_dir / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

FEEDBACK_KEPT_DAYS = 180  # how long what readers write is kept; the counts of each month stay
LINKS_ARE_CHECKED = ENVIRONMENT.links_checked  # may the worker ask the addresses that texts lead to
LINKS_MAY_REACH_LOOPBACK = False  # for tests alone: else nothing inside a network is ever asked
SOURCES_MAY_REACH_LOOPBACK = False  # the same for the sources that facts are fetched from
SOURCE_ADDRESSES: dict[str, str] = {}  # name -> where it is asked, in tests; else where the source itself lies
SOURCE_KEYS = ENVIRONMENT.source_keys  # name -> the key that opens it
VIEWS_WRITTEN_SECONDS = 60  # how often a process writes how many times each page was opened; 0: never by itself
PROXIES_IN_FRONT = 0  # how many of our own proxies add to X-Forwarded-For; none: the connection itself is believed

WEBHOOK_HANDS = 8  # how many subscribers are told at a time
WEBHOOKS_ON_LOOPBACK = False  # may a webhook be an address on this machine without TLS: on a machine of one's own
# How many questions may wait for the feed's next line in each process. `serve` gives each a thread beside the four that answer,
# and keeps to what the web server advises: twice the processors and one.
LONG_POLLS = max(1, min(4, 2 * (os.cpu_count() or 1) - 3))
PUBLIC_SCHEME, PUBLIC_PORT = "http", ENVIRONMENT.port  # how full addresses are written where no request tells
SITE_BASE_DOMAINS = list(ENVIRONMENT.base_domains)
MASKINPORTEN = ENVIRONMENT.maskinporten  # whose tokens let partners deliver; none: they cannot
WAITING_TIME_SOURCES = ENVIRONMENT.waiting_time_sources
SECURITY_CONTACT = ENVIRONMENT.security  # what /.well-known/security.txt says
ROBOTS_WELCOME = ENVIRONMENT.robots_welcome
ALERT_SECONDS = 2  # how long a process may remember which alerts are in force
SITE_MAP_SECONDS = 10  # how long a process may remember which host is which site
CSRF_FAILURE_VIEW = "fellesnett.desk.access.outdated.outdated"
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_origins)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

PUBLIC_CSP = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"EXCLUDE_URL_PREFIXES": ["/admin/"], "DIRECTIVES": PUBLIC_CSP}

WAGTAIL_SITE_NAME = "Fellesnett"
WAGTAILADMIN_BASE_URL = ""
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""  # the link dialog looks up nobody's pages
WAGTAILADMIN_PERMITTED_LANGUAGES = languages.NORWEGIAN_CHOICES  # each person chooses under Account
WAGTAIL_PASSWORD_RESET_ENABLED = False  # ours is desk/access/forgotten.py: it goes through the outbox
PASSWORD_RESET_TIMEOUT = 60 * 60
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_AUTO_UPDATE_PREVIEW = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "fellesnett.desk.bare.rich.RichTextArea"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

MAIL = ENVIRONMENT.mail
MAIL_IS_ON = MAIL.kind != "none"
MAIL_LINKS = MAIL.links
DEFAULT_FROM_EMAIL = MAIL.sender
MAIL_SECONDS = 20  # how long a mail server may take to answer
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
if MAIL.kind == "console":
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
elif MAIL.kind == "file":
    options = {"file_path": str(MAIL.folder)}
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": options}}
elif MAIL.kind == "smtp":
    server = {
        "host": MAIL.host,
        "port": MAIL.port,
        "username": MAIL.user,
        "password": MAIL.password,
        "use_tls": MAIL.security == "starttls",
        "use_ssl": MAIL.security == "tls",
        "timeout": MAIL_SECONDS,
    }
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": server}}
if django.VERSION < (6, 1):  # the names before MAILERS; later versions refuse to have both
    EMAIL_BACKEND = MAILERS["default"]["BACKEND"]
    EMAIL_FILE_PATH = str(MAIL.folder) if MAIL.kind == "file" else None
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.security == "starttls", MAIL.security == "tls"
    EMAIL_TIMEOUT = MAIL_SECONDS

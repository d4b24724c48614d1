"""Django's settings, made from the environment."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from takatuf.config.embedded import EmbeddedPostgres
from takatuf.config.environment import BadSetting, parts_of, read_environment
from takatuf.config.keys import secret_key
from takatuf.web.middleware import headers_of_static_file
from takatuf.web.packs import PackFault, compile_packs, offer

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parents[1]


def _database(url: str | None, user: str, **options: Any) -> dict[str, Any]:
    """One alias: by its address, or the embedded server's socket as the local role `user`."""
    if url:
        parts: dict[str, Any] = parts_of(url)
    else:
        socket_dir = EmbeddedPostgres(ENVIRONMENT.home).socket_dir
        parts = {"NAME": ENVIRONMENT.database_name, "USER": user, "HOST": str(socket_dir), "OPTIONS": {}}
    parts["OPTIONS"] = {**parts["OPTIONS"], **options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        **parts,
    }


DATABASES = {
    # The application: row security binds it. Each thread keeps a connection of its own and asks once a request whether
    # it still lives, so that after the database came back the next request just connects. A pool in between lost a
    # place for each thread that ended without giving its connection back, and after an outage tried again only
    # after pauses of seconds while requests waited for it in vain.
    "default": {**_database(ENVIRONMENT.database_url, "app"), "CONN_MAX_AGE": 600},
    # Backup, nightly linking and releases: past row security, never in a web request.
    "keeper": _database(ENVIRONMENT.keeper_url, "keeper"),
    # Migrations as the owner of the tables; lock and statement timeouts keep a busy service alive.
    "admin": _database(
        ENVIRONMENT.admin_url, "postgres", options="-c role=owner -c lock_timeout=4s -c statement_timeout=60s"
    ),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = secret_key(ENVIRONMENT)
TAKATUF_HOME = ENVIRONMENT.home
TAKATUF_KEYS = ENVIRONMENT.keys
TAKATUF_KEYS_PASSPHRASE = ENVIRONMENT.keys_passphrase
TAKATUF_SIGNER_FILE = ENVIRONMENT.signer_file
TAKATUF_SIGNER_PASSPHRASE_FILE = ENVIRONMENT.signer_passphrase_file
TAKATUF_SIGNER_TOKEN = ENVIRONMENT.signer_token
TAKATUF_SIGNER_REVOCATIONS_FILE = ENVIRONMENT.signer_revocations_file
TAKATUF_STAMP_URL = ENVIRONMENT.stamp_url
TAKATUF_STAMP_ROOTS_FILE = ENVIRONMENT.stamp_roots_file
TAKATUF_DEMO_SIGNER = not ENVIRONMENT.is_production  # without a key of its own, a demonstration makes one
TAKATUF_LEDGER_ORIGIN = ENVIRONMENT.ledger_origin
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "takatuf.config.apps.ConfigConfig",
    "takatuf.vault",
    "takatuf.ledger",
    "takatuf.agencies",
    "takatuf.clocks",
    "takatuf.web",
    "takatuf.awareness",
    "takatuf.people",
    "takatuf.evidence",
    "takatuf.intake",
    "takatuf.triage",
    "takatuf.casework",
    "takatuf.jointwork",
    "takatuf.court",
    "takatuf.keeping",
    "takatuf.insight",
    "takatuf.exchange",
    "takatuf.desks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "takatuf.web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "takatuf.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "takatuf.desks.middleware.StaffScopeMiddleware",
]

ROOT_URLCONF = "takatuf.config.urls"
WSGI_APPLICATION = "takatuf.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # before allauth's own pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "takatuf.web.context.house",
            ],
        },
    },
]

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A test signs in hundreds of people; there the slowness that guards real passwords guards nothing.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if ENVIRONMENT.mode == "test"
    else "django.contrib.auth.hashers.ScryptPasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English"), *((pack.code, pack.name) for pack in ENVIRONMENT.packs)]
LANGUAGES_BIDI = ["ar", *(pack.code for pack in ENVIRONMENT.packs if pack.mirrored)]
LANGUAGE_COOKIE_NAME = "lang"
# Messages of the language packs, compiled here at the start; the house's own stand in its rooms.
LOCALE_PATHS = [str(ENVIRONMENT.home / "languages")] if ENVIRONMENT.packs else []
try:
    compile_packs(ENVIRONMENT.packs, into=ENVIRONMENT.home / "languages")
except PackFault as fault:
    raise BadSetting(f"TAKATUF_LANGUAGES: {fault}") from fault
offer(ENVIRONMENT.packs)
FORMAT_MODULE_PATH = ["takatuf.web.formats"]
TIME_ZONE = "Asia/Riyadh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.mode != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A worker's script is held to the policy of its own answer, which is given out before our headers are set.
WHITENOISE_ADD_HEADERS_FUNCTION = headers_of_static_file
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ENVIRONMENT.mode == "test"  # tests collect no static files

# Limits of sign-in; nothing else is cached.
CACHES = {"default": {"BACKEND": "takatuf.agencies.limits.LimitsCache"}}

# Sign-in. Short idle time; what was typed is kept as a draft by the pages.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desks:awaiting"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "takatuf.desks.adapters.StaffAccountAdapter"
MFA_ADAPTER = "takatuf.desks.adapters.StaffMFAAdapter"
SOCIALACCOUNT_ADAPTER = "takatuf.desks.adapters.StaffSocialAccountAdapter"
ACCOUNT_FORMS = {
    "login": "takatuf.desks.forms.entrance.StaffLoginForm",
    "change_password": "takatuf.desks.forms.entrance.StaffPasswordForm",
    "reauthenticate": "takatuf.desks.forms.entrance.StaffPasswordAgainForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a POST redirect to the provider would break form-action
MFA_FORMS = {
    "authenticate": "takatuf.desks.forms.entrance.StaffCodeForm",
    "reauthenticate": "takatuf.desks.forms.entrance.StaffCodeAgainForm",
    "activate_totp": "takatuf.desks.forms.entrance.StaffActivateForm",
    "add_webauthn": "takatuf.desks.forms.entrance.StaffPasskeyForm",
    "edit_webauthn": "takatuf.desks.forms.entrance.StaffPasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey is the second step, after the password
MFA_TOTP_ISSUER = "Takatuf"
MFA_TOTP_TOLERANCE = 1  # the code before and after: people type slowly, clocks differ; each code works once
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENVIRONMENT.mode != "production"
# Over https a browser takes these cookies from this host alone: no neighbour under the same domain plants one of its own.
_FROM_THIS_HOST = "__Host-" if ENVIRONMENT.https else ""
SESSION_ENGINE = "takatuf.agencies.sessions"
SESSION_COOKIE_NAME = f"{_FROM_THIS_HOST}desk"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_NAME = f"{_FROM_THIS_HOST}form"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_AGE = None  # ends with the browser
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "takatuf.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # as takatuf.web.middleware says
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# No file from a form ever lies on a disk, and none is kept where documents are off.
FILE_UPLOAD_HANDLERS = ["takatuf.desks.uploads.MemoryOrNothing"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": _("Government single sign-on"),
                "client_id": ENVIRONMENT.openid_client,
                "secret": ENVIRONMENT.openid_secret,
                "settings": {"server_url": ENVIRONMENT.openid_server},
            }
        ]
        if ENVIRONMENT.openid_server
        else []
    }
}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PROCRASTINATE_ON_APP_READY = "takatuf.config.jobs.on_app_ready"

TAKATUF_COUNTRY = ENVIRONMENT.country
TAKATUF_CALENDARS = ENVIRONMENT.calendars
TAKATUF_EMERGENCY_NUMBER = ENVIRONMENT.emergency_number
TAKATUF_EMERGENCY_TEXT_NUMBER = ENVIRONMENT.emergency_text_number
TAKATUF_ELSEWHERE_NUMBER = ENVIRONMENT.elsewhere_number
TAKATUF_CHILD_HELPLINE = ENVIRONMENT.child_helpline
TAKATUF_GLOSSARY = ENVIRONMENT.glossary
TAKATUF_KEEPING_TIMES = ENVIRONMENT.keeping_times
TAKATUF_SIGN_LANGUAGE = ENVIRONMENT.sign_language
TAKATUF_CHILDREN_BY_REGION = ENVIRONMENT.children_by_region
TAKATUF_QUICK_EXIT_URL = ENVIRONMENT.quick_exit_url
TAKATUF_INTAKE_AGENCY = ENVIRONMENT.intake_agency
TAKATUF_DOCUMENTS = (
    ENVIRONMENT.documents
)  # codes of the agencies that take documents from the public; none by default
TAKATUF_PUBLIC_URL = ENVIRONMENT.public_url
TAKATUF_SMTP = ENVIRONMENT.smtp
TAKATUF_GATEWAY_URL = ENVIRONMENT.gateway_url
TAKATUF_GATEWAY_SECRET = ENVIRONMENT.gateway_secret
TAKATUF_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
TAKATUF_CALM_SITE = ENVIRONMENT.calm_site
TAKATUF_CALM_NETWORK = ENVIRONMENT.calm_network
TAKATUF_BURST_NETWORK = ENVIRONMENT.burst_network
TAKATUF_MONTHLY_EPSILON = ENVIRONMENT.monthly_epsilon

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    # Django's request log prints paths; ours carry no personal data, but a query string might.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

"""Every setting, in one place. What differs between machines comes from the environment, read at the top."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from cairn import bundled
from cairn.kit import engine, mail
from cairn.kit.keyfiles import Renewable, read_or_make

BASE = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in {"1", "true", "yes"}


DATA = Path(os.environ.get("CAIRN_DATA", BASE / "var")).resolve()
DATABASE_URL = os.environ.get("CAIRN_DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("CAIRN_DATABASE_OWNER_URL", "")
REDIS_URL = os.environ.get("CAIRN_REDIS_URL", "")
HOSTS = os.environ.get("CAIRN_HOSTS", "")
HTTPS = _flag("CAIRN_HTTPS")
DEMO = _flag("CAIRN_DEMO")
DEBUG = _flag("CAIRN_DEBUG")
# smtp://user:password@host:port (STARTTLS unless the host is this machine), smtps://…; empty: mail is off, not offered.
MAIL_URL = os.environ.get("CAIRN_MAIL_URL", "")
MAIL_FROM = os.environ.get("CAIRN_MAIL_FROM", "")
# Messages a second that one person may send over time; 0 takes the limit away (benches).
CHAT_RATE = float(os.environ.get("CAIRN_CHAT_RATE", "3"))

# When a person hears that their page was opened in an emergency: not while somebody may still be at the door with help.
GLASS_TOLD_AFTER_HOURS = float(os.environ.get("CAIRN_GLASS_TOLD_AFTER_HOURS", "24"))
# Where notices may be sent to on the web: the browsers' own services, and nobody else.
PUSH_HOSTS = tuple(
    os.environ.get(
        "CAIRN_PUSH_HOSTS",
        "fcm.googleapis.com,updates.push.services.mozilla.com,*.notify.windows.com,web.push.apple.com,*.push.apple.com",
    ).split(",")
)

KEYS = DATA / "keys"
SECRET_KEY = read_or_make(KEYS / "secret").hex()
KEY_ENCRYPTION = Renewable(KEYS / "key-encryption")
JOURNAL_KEY = read_or_make(KEYS / "journal")
BLIND_INDEX_KEY = read_or_make(KEYS / "blind-index")
SIGN_IN = Renewable(KEYS / "sign-in")
PUSH_KEY = read_or_make(KEYS / "push")

ALLOWED_HOSTS = [host for host in HOSTS.split(",") if host] or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS.split(",") if host and "*" not in host] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "cairn.kit",
    "cairn.trust",
    "cairn.people",
    "cairn.signin",
    "cairn.notices",
    "cairn.care",
    "cairn.groups",
    "cairn.meetings",
    "cairn.charting",
    "cairn.liveroom",
    "cairn.pairs",
    "cairn.chat",
    "cairn.checkins",
    "cairn.safety",
    "cairn.arriving",
    "cairn.moderation",
    "cairn.privacy",
    "cairn.home",
    "cairn",
    # After ours: where both have a page of the same name, ours is shown.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cairn.kit.headers.HeadersMiddleware",
    # Pages travel compressed, with random padding against guessing a secret by its length.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cairn.kit.weather.InfrastructureMiddleware",
    "cairn.people.doors.OrganisationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cairn.people.doors.ViewerMiddleware",
    "cairn.signin.door.SignInMiddleware",
    "cairn.people.doors.PapersMiddleware",
]

ROOT_URLCONF = "cairn.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "cairn.home.context.page",
            ],
            "builtins": ["cairn.kit.templatetags.kit"],
        },
    }
]


def _sqlite() -> dict[str, object]:
    journal = "WAL" if engine.is_safe_with_wal(engine.engine_version()) else "DELETE"
    return {
        "ENGINE": "cairn.kit.sqlite",
        "NAME": DATA / "cairn.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; "
            # A checkpoint every 16 MB instead of every 4: the writer meets fewer of them.
            "PRAGMA wal_autocheckpoint=4000;",
        },
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": ":memory:"},
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "cairn.kit.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _postgresql(DATABASE_URL) if DATABASE_URL else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# An account's user name is the blind index of its e-mail address: a copy of the database tells nobody who is here.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_ADAPTER = "cairn.signin.adapters.Adapter"
ACCOUNT_FORMS = {
    "login": "cairn.signin.forms.SignIn",
    "change_password": "cairn.signin.forms.ChangePassword",
    "reauthenticate": "cairn.signin.forms.ShowPassword",
}
# Beside the library's own limits on signing in: tries at a one-time link.
ACCOUNT_RATE_LIMITS = {"entry": "10/5m/key,30/m/ip", "door": "3/h/key,20/h/ip"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ADAPTER = "cairn.signin.adapters.Secrets"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {"authenticate": "cairn.signin.forms.SecondCode", "reauthenticate": "cairn.signin.forms.ShowCode",
             "activate_totp": "cairn.signin.forms.AddApp", "add_webauthn": "cairn.signin.forms.AddPasskey"}  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "cairn.signin.store"
SESSION_COOKIE_NAME = "__Host-cairn" if HTTPS else "cairn"
CSRF_COOKIE_NAME = "__Host-cairn-csrf" if HTTPS else "cairn-csrf"
LANGUAGE_COOKIE_NAME = "__Host-cairn-language" if HTTPS else "cairn-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "cairn.home.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Not "no-referrer": with it browsers send our own forms with `Origin: null`, which nobody can tell from a forgery.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # Only what a page of ours names with this answer's nonce runs, and what that imports.
        "script-src": [NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["cairn", "cairn-talk", "cairn-device", "cairn-room"],
    }
}

# Where "Leave page" leads: a site that says nothing about anybody.
ELSEWHERE = os.environ.get("CAIRN_ELSEWHERE", "https://www.weather.gov/")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CAIRN_STATIC", DATA / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "cairn.kit.bundles.BundledStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
BUNDLES = bundled.BUNDLES
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
# What people send never touches the disk unsealed: uploads stay in memory, and a larger request loses its files.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Whoever offers mail asks first: `if settings.MAIL_ON`.
MAIL_ON = bool(MAIL_URL)
globals().update(mail.settings_of(MAIL_URL))
DEFAULT_FROM_EMAIL = MAIL_FROM or f"Cairn <cairn@{ALLOWED_HOSTS[0].strip('[]')}>"
EMAIL_USE_LOCALTIME = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Bodies, names and addresses never reach a log: only levels, loggers and sentences written by us.
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"place": {"()": "cairn.kit.logs.Place"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["place"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"cairn": {"level": "INFO"}},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"

"""Settings shared by every way of running. Environment variables are read in this package and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent


# How often a statement runs before the driver prepares it unasked: never. The statements of motcua.core.hot are
# prepared at once. None would turn that off, too.
PREPARE_BY_ITSELF = 1_000_000


def env(name: str, default: str = "") -> str:
    """The variable; else the content of the file that ``NAME_FILE`` names (secrets of containers); else that of the
    credential of this name (``LoadCredential=`` of systemd); else ``default``. Raises ValueError for a file that cannot
    be read."""
    if name in os.environ:
        return os.environ[name]
    file = os.environ.get(f"{name}_FILE")
    if file is None and "CREDENTIALS_DIRECTORY" in os.environ:
        credential = Path(os.environ["CREDENTIALS_DIRECTORY"], name)
        file = str(credential) if credential.exists() else None
    if file is None:
        return default
    try:
        return Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise ValueError(f"{name}: {file} cannot be read ({error.strerror})") from None


# Where secrets lie on the disk, for `check --deploy` to look at their rights.
CREDENTIALS_DIRECTORY = os.environ.get("CREDENTIALS_DIRECTORY", "")
SECRET_FILES = sorted(
    path for name, path in os.environ.items() if name.endswith("_FILE") and name.startswith(("MOTCUA_", "DATABASE_"))
)


def env_flag(name: str, *, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def database(url: str) -> dict[str, object]:
    """Django's dictionary for ``postgresql://user:password@host:port/name?option=value``.

    A socket folder is given as ``?host=/folder`` or percent-encoded in the host's place; other libpq options
    (``sslmode``, ``connect_timeout``...) are passed on. Raises ValueError for anything but PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    options = {unquote(name): unquote(value) for name, _, value in pairs}  # as libpq: "+" is no space here
    # Not parts.hostname: it is in lower case, and a folder's name need not be.
    address = parts.netloc.rpartition("@")[2]
    host = unquote(address.rpartition(":")[0] if parts.port else address.rstrip(":")).strip("[]")
    return {
        "ENGINE": "motcua.core.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", host),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"application_name": "motcua", "prepare_threshold": PREPARE_BY_ITSELF, **options},
    }


SECRET_KEY = env("MOTCUA_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = [host for host in env("MOTCUA_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]

# Proxies whose word about the client's address and protocol is believed: addresses and networks.
BEHIND_PROXY = env_flag("MOTCUA_BEHIND_PROXY")
TRUSTED_PROXIES = env("MOTCUA_TRUSTED_PROXIES", "127.0.0.1 ::1" if BEHIND_PROXY else "")

# How much one program runs, and how many of them there are in all: for serve, worker and check --deploy.
WEB_WORKERS = int(env("MOTCUA_WEB_WORKERS", "1"))
WEB_THREADS = int(env("MOTCUA_WEB_THREADS", str(min(8, 2 * (os.cpu_count() or 1) + 1))))
WEB_INSTANCES = int(env("MOTCUA_WEB_INSTANCES", "1"))
WORKER_CONCURRENCY = int(env("MOTCUA_WORKER_CONCURRENCY", "2"))
WORKER_INSTANCES = int(env("MOTCUA_WORKER_INSTANCES", "1"))

# The private PostgreSQL of a laptop, a demo or a test run (motcua.launcher); only used without DATABASE_URL.
STATE_DIR = Path(env("MOTCUA_STATE_DIR", str(PROJECT / ".state"))).absolute()
PG_BIN = Path(env("MOTCUA_PG_BIN")) if env("MOTCUA_PG_BIN") else None

# The web and the workers have the rights of the application role; ``motcua migrate`` those of the owner.
DATABASE_URL = env("DATABASE_URL")
OWNER_DATABASE_URL = env("MOTCUA_OWNER_DATABASE_URL", DATABASE_URL)
EMBEDDED_DATABASE = False  # dev.py turns it on
DB_APP_ROLE = env("MOTCUA_DB_APP_ROLE", "motcua_app")
DATABASES = {"default": database(DATABASE_URL or "postgresql://motcua_app@127.0.0.1:5432/motcua")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "motcua.core",
    "motcua.worktime",
    "motcua.organisation",
    "motcua.people",
    "motcua.forms",
    "motcua.documents",
    "motcua.procedures",
    "motcua.dossiers",
    "motcua.certification",
    "motcua.registers",
    "motcua.delivery",
    "motcua.archive",
    "motcua.notifications",
    "motcua.figures",
    "motcua.petitions",
    "motcua.ratings",
    "motcua.surveys",
    "motcua.hearings",
    "motcua.listening",
    "motcua.integrations",
    "motcua.foresight",
    "motcua.web",
    "motcua.portal",
    "motcua.desk",
    "motcua.studio",
    "motcua.api",
    "motcua.simulate",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "motcua.core.proxies.TrustedProxies",
    "motcua.core.middleware.Observed",
    "django.middleware.security.SecurityMiddleware",
    "motcua.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.web.page_middleware.Compressed",
    "motcua.web.page_middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "motcua.web.page_middleware.Authentication",
    "motcua.web.page_middleware.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.web.problems.ProblemPages",
    "motcua.core.middleware.DatabaseAway",
]

ROOT_URLCONF = "motcua.urls"
WSGI_APPLICATION = "motcua.wsgi.application"
AUTH_USER_MODEL = "people.User"
MFA_ADAPTER = "motcua.people.mfa_adapter.MFAAdapter"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # the server ends sessions earlier: motcua.people.policy

LANGUAGE_CODE = "vi"
# What the command line speaks: Vietnamese, unless the terminal is an English one.
CLI_LANGUAGE = "en" if (env("LC_ALL") or env("LC_MESSAGES") or env("LANG")).startswith("en") else "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "motcua.web.environment.environment"},
    },
    {
        # Only for other packages' own templates (e-mails of allauth, API documents); ours are Jinja2.
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
LOUD_TEMPLATES = False  # test.py turns it on: a top-level variable that nobody passed fails the page
CSRF_FAILURE_VIEW = "motcua.web.problems.csrf_failed"
# Street tiles under our maps ("https://host/{z}/{x}/{y}.png"), and whom to name for them; without, units alone.
MAP_TILES = env("MOTCUA_MAP_TILES")
MAP_TILES_BY = env("MOTCUA_MAP_TILES_BY")
# Sites that may show our map and list of reports in a frame ("https://a.example https://b.example"); without, none.
MAP_EMBEDDERS = env("MOTCUA_MAP_EMBEDDERS")
# A file of the province's own that says how coarse pins are on the public map; without, the shipped one.
MAP_PRECISION = env("MOTCUA_MAP_PRECISION")
# Likewise: from how many petitions on a figure of a unit is shown and compared.
FEW_PETITIONS = env("MOTCUA_FEW_PETITIONS")
MOTCUA_STYLEGUIDE = env_flag("MOTCUA_STYLEGUIDE")  # the developers' page of every part, at /styleguide/

# Names of the addresses that the base templates and the sign-in redirects need; front ends bring the pages.
CITIZEN_SIGN_IN = "portal:sign_in"
OFFICIAL_SIGN_IN = "desk:sign_in"
SIGN_OUT = "web:sign_out"
DESK_FIND = "desk:find"
DESK_NOTICES = "desk:notices"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "motcua.web.storage.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/motcua/"  # always linked with the hash of the file
# Only for a place that serves static files by another server (collectstatic); the package needs no collecting.
STATIC_ROOT = env("MOTCUA_STATIC_ROOT") or None

DEMO_POST = STATE_DIR / "mail"
"""Where the letters of a demo end."""
FILES_ROOT = Path(env("MOTCUA_FILES_ROOT", str(STATE_DIR / "files")))
# The facts behind every figure: files that never change, and their manifests (motcua facts).
FACTS_ROOT = Path(env("MOTCUA_FACTS_ROOT", str(STATE_DIR / "facts"))).absolute()
FACTS_MEMORY_MIB = int(env("MOTCUA_FACTS_MEMORY_MIB", "1024"))
FACTS_THREADS = int(env("MOTCUA_FACTS_THREADS", str(min(4, os.cpu_count() or 1))))
# Keys that wrap the files' own keys: "id:base64 id:base64", the first wraps new files, all of them open.
FILE_KEY = env("MOTCUA_FILE_KEY")
# Each erasure by law is appended here at once (ids only), so that a restore can erase again; keep it on another disk.
ERASURE_REGISTER = env("MOTCUA_ERASURE_REGISTER")
# What the digests of submissions' circumstances are keyed with, month by month; without it the secret key is. Replace
# it and destroy the old one, and nobody can try out older digests any more.
TRACE_KEY = env("MOTCUA_TRACE_KEY")
# Ratings. Keys that sign the tokens of rating addresses: "1:hex,2:hex", the last one signs, all are good; one taken out
# is revoked with all its tokens. The key of the digests of used tokens, and the pair that seals the ballot box (hex):
# give a web server the public half only, and the worker both, and what was rated can be opened by the worker alone.
RATING_KEYS = env("MOTCUA_RATING_KEYS")
RATING_USE_KEY = env("MOTCUA_RATING_USE_KEY")
RATING_BOX_PUBLIC = env("MOTCUA_RATING_BOX_PUBLIC")
RATING_BOX_PRIVATE = env("MOTCUA_RATING_BOX_PRIVATE")
# Keys that open backups, written the same way and kept apart from the backups; and the public half of the secret of the
# person who keeps all keys (motcua backup-keys new).
BACKUP_KEY = env("MOTCUA_BACKUP_KEY")
KEYS_RECIPIENT = env("MOTCUA_KEYS_RECIPIENT")
FILES_FSYNC = True
# Uploads are sealed while they arrive; see motcua.documents.uploads.
# A page of a form with many repeated rows posts more than Django's thousand controls (200 rows of some questions).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
FILE_UPLOAD_HANDLERS = ["motcua.documents.uploads.SealingUploadHandler"]
# Another Django storage than the folder, and what it is made with: an S3 bucket when one is named.
FILES_BACKEND = "storages.backends.s3.S3Storage" if env("MOTCUA_FILES_BUCKET") else ""
FILES_OPTIONS: dict[str, object] = {}
if FILES_BACKEND:
    FILES_OPTIONS = {
        "bucket_name": env("MOTCUA_FILES_BUCKET"),
        "endpoint_url": env("MOTCUA_FILES_ENDPOINT") or None,
        "access_key": env("MOTCUA_FILES_ACCESS_KEY") or None,
        "secret_key": env("MOTCUA_FILES_SECRET_KEY") or None,
        "default_acl": None,
        "file_overwrite": False,
    }
# What facts are published into, when it is a bucket: the store of papers, unless another one is named.
EXCHANGE_OPTIONS: dict[str, object] = {
    "endpoint_url": env("MOTCUA_EXCHANGE_ENDPOINT", env("MOTCUA_FILES_ENDPOINT")) or None,
    "access_key": env("MOTCUA_EXCHANGE_ACCESS_KEY", env("MOTCUA_FILES_ACCESS_KEY")) or None,
    "secret_key": env("MOTCUA_EXCHANGE_SECRET_KEY", env("MOTCUA_FILES_SECRET_KEY")) or None,
    "default_acl": None,
}
# Open data: versions that never change, served by every web process.
OPEN_DATA_ROOT = Path(env("MOTCUA_OPEN_DATA_ROOT", str(STATE_DIR / "open-data"))).absolute()
# The virus scanner: "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310"; empty = files are served unscanned.
CLAMD = env("MOTCUA_CLAMD")
CLAMD_SECONDS = int(env("MOTCUA_CLAMD_SECONDS", "60"))
PROVINCE_NAME = env("MOTCUA_PROVINCE_NAME", "Tỉnh An Sơn")
# The working calendars of a unit when neither it nor any unit above names its own.
PROVINCE_CALENDARS = {
    "settlement": env("MOTCUA_SETTLEMENT_CALENDAR", "as-settlement"),
    "reception": env("MOTCUA_RECEPTION_CALENDAR", "as-reception"),
}

# How papers and letters name the system, and the address people reach it by.
SYSTEM_NAME = env("MOTCUA_SYSTEM_NAME", "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh An Sơn")
BASE_URL = env("MOTCUA_BASE_URL", "http://127.0.0.1:8000")
# Where people begin: "own" = here; "national" = the start buttons lead to the national portal's form.
ENTRANCE = env("MOTCUA_ENTRANCE", "own")
NATIONAL_PORTAL_URL = env("MOTCUA_NATIONAL_PORTAL_URL", "https://dichvucong.gov.vn/vi/nps/apply")

# Logs go to stderr, one JSON object a line; "plain" is for reading at a terminal. A strict log raises when a call
# names personal data; otherwise the value is replaced.
LOGGING_CONFIG = "motcua.core.logs.configure"
LOGGING = {"level": env("MOTCUA_LOG_LEVEL", "INFO"), "form": env("MOTCUA_LOG_FORM", "json"), "strict": False}
# Lets a Prometheus on another machine read /metrics; without it only this machine may.
METRICS_TOKEN = env("MOTCUA_METRICS_TOKEN")

# Letters leave by SMTP; dev.py prints them instead as long as no host is named.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env("MOTCUA_EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("MOTCUA_EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("MOTCUA_EMAIL_USER")
EMAIL_HOST_PASSWORD = env("MOTCUA_EMAIL_PASSWORD")
EMAIL_USE_TLS = env("MOTCUA_EMAIL_SECURITY") == "starttls"
EMAIL_USE_SSL = env("MOTCUA_EMAIL_SECURITY") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("MOTCUA_EMAIL_FROM", "Một cửa <khong-tra-loi@motcua.invalid>")


def _keys_by_name(text: str) -> dict[str, tuple[str, ...]]:
    """``sms=KEY|KEY,zalo=KEY``. Raises ValueError for a pair without a key of at least 16 characters."""
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, keys = part.partition("=")
        found[name] = tuple(keys.split("|"))
        if any(len(key) < 16 for key in found[name]):
            raise ValueError(f"{name}: a key needs at least 16 characters, written {name}=KEY or {name}=KEY|KEY")
    return found


# Channels. Addresses at which mail becomes petitions, without what follows a plus; programs that may call us with
# signed calls, and their keys (two while one is changed); what our Open311 server is called and whom its clients may
# ask; a TOML file with the Open311 servers of others (docs/guides/open311.md).
MAIL_IN_ADDRESSES = frozenset(one.strip().lower() for one in env("MOTCUA_MAIL_IN").split(",") if one.strip())
WEBHOOK_KEYS: dict[str, tuple[str, ...]] = _keys_by_name(env("MOTCUA_WEBHOOK_KEYS"))
OPEN311_JURISDICTION = env("MOTCUA_OPEN311_JURISDICTION")
OPEN311_CONTACT = env("MOTCUA_OPEN311_CONTACT")
OPEN311_PEERS = env("MOTCUA_OPEN311_PEERS")

"""What the settings alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from motcua.core.proxies import parse_networks
from motcua.documents.keys import parse_keys

from .findings import Finding, Level, judged

SECRET_LENGTH, SECRET_LETTERS, TOKEN_LENGTH = 50, 10, 24
HSTS_SECONDS = 30 * 24 * 3600
WIDEST = {4: 8, 6: 32}
"""The widest network of proxies that is still believable: 10.0.0.0/8."""
_LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}


def configuration(settings: Any) -> Iterator[Finding]:
    """``settings`` as Django's: one finding a key."""
    yield judged("debug", not settings.DEBUG)
    yield judged("settings_module", "motcua.demo" not in settings.INSTALLED_APPS)
    yield _secret_key(settings.SECRET_KEY)
    yield _file_key(settings.FILE_KEY)
    yield from _hosts(list(settings.ALLOWED_HOSTS), str(settings.BASE_URL))
    yield judged("cookies", settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE)
    yield judged("cookies_script", settings.SESSION_COOKIE_HTTPONLY)
    yield judged("hsts", settings.SECURE_HSTS_SECONDS >= HSTS_SECONDS, seconds=settings.SECURE_HSTS_SECONDS)
    yield judged("ssl_redirect", settings.SECURE_SSL_REDIRECT, Level.WARNING)
    yield from _proxies(str(settings.TRUSTED_PROXIES), settings.SECURE_PROXY_SSL_HEADER)
    yield judged("time_zone", settings.USE_TZ and settings.TIME_ZONE == "Asia/Ho_Chi_Minh", zone=settings.TIME_ZONE)
    token = str(settings.METRICS_TOKEN)
    yield judged("metrics_token", not token or len(token) >= TOKEN_LENGTH, least=TOKEN_LENGTH)
    yield judged("province", "An Sơn" not in str(settings.PROVINCE_NAME), Level.WARNING)
    yield judged("sender", not str(settings.DEFAULT_FROM_EMAIL).rstrip(">").endswith(".invalid"))
    yield judged("mail_backend", settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"))
    yield judged("mail_tls", _mail_is_sealed(settings), Level.WARNING)
    yield judged("scanner", settings.CLAMD, Level.WARNING)
    yield judged("fsync_files", settings.FILES_FSYNC or settings.FILES_BACKEND)


def _secret_key(key: str) -> Finding:
    strong = len(key) >= SECRET_LENGTH and len(set(key)) >= SECRET_LETTERS and " " not in key
    return judged("secret_key", strong, length=len(key), least=SECRET_LENGTH)


def _file_key(text: str) -> Finding:
    try:
        ring = parse_keys(text)
    except ValueError as error:
        return judged("file_key", good=False, reason=str(error))
    weak = [key for key, value in ring.keys.items() if key in {"dev", "test"} or len(set(value)) < 12]
    return judged("file_key", not weak, reason=", ".join(weak))


def _hosts(hosts: list[str], base_url: str) -> Iterator[Finding]:
    named = [host for host in hosts if host not in _LOCAL]
    wild = any(host in {"*", "."} for host in hosts)
    yield judged("allowed_hosts", named and not wild, hosts=" ".join(hosts))
    parts = urlsplit(base_url)
    here = parts.hostname or ""
    listed = wild or any(here == host or (host.startswith(".") and here.endswith(host)) for host in hosts)
    yield judged("base_url", parts.scheme == "https" and listed and here not in _LOCAL, url=base_url)


def _proxies(text: str, header: object) -> Iterator[Finding]:
    try:
        networks = parse_networks(text)
    except ValueError as error:
        yield judged("proxies", good=False, networks=str(error))
        return
    wide = [str(network) for network in networks if network.prefixlen < WIDEST[network.version]]
    yield judged("proxies", not wide, networks=" ".join(wide))
    yield judged("proxies_none", networks and header, Level.WARNING)


def _mail_is_sealed(settings: Any) -> bool:
    return bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.EMAIL_HOST in _LOCAL)

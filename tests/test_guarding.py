"""What guards every answer: headers, cookies, the policy for scripts, the host, and requests from other sites."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from cairn.people.models import Person
from tests.addresses import filled, patterns
from tests.cast import Cast, browser

ROOT = Path(__file__).resolve().parent.parent
TODAY = "/harbor-house/today"


def test_every_answer_carries_the_headers(cast: Cast) -> None:
    paths = (
        TODAY,
        "/",
        "/healthz",
        "/nothing-here",
        "/harbor-house/support",
        "/robots.txt",
        "/harbor-house/accounts/login/",
    )
    for client in (browser(cast.ana), Client()):
        for path in paths:
            answer = client.get(path)
            policy = answer["Content-Security-Policy"]
            assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY", path
            assert answer["Referrer-Policy"] == "same-origin", path
            assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin", path
            assert "geolocation=()" in answer["Permissions-Policy"], path
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
            assert "unsafe" not in policy and "require-trusted-types-for 'script'" in policy and "http:" not in policy
            assert "Server" not in answer and "Access-Control-Allow-Origin" not in answer


def test_scripts_run_by_the_nonce_of_their_own_answer_alone(cast: Cast) -> None:
    client, seen = browser(cast.ana), set()
    for _ in range(2):
        answer = client.get("/harbor-house/check-ins/new")
        page, policy = answer.content.decode(), answer["Content-Security-Policy"]
        nonces = re.findall(r"script-src 'nonce-([^']+)'", policy)
        assert len(nonces) == 1 and len(nonces[0]) >= 22
        scripts = re.findall(r"<script[^>]*>", page)
        assert scripts and all(f'nonce="{nonces[0]}"' in script for script in scripts)
        seen.add(nonces[0])
    assert len(seen) == 2


def test_every_script_of_every_template_carries_the_nonce() -> None:
    for path in (ROOT / "cairn").rglob("*.html"):
        for script in re.findall(r"<script[^>]*>", path.read_text()):
            assert 'nonce="{{ request.csp_nonce }}"' in script, f"{path.relative_to(ROOT)}: {script} would not run."


def test_signed_in_answers_are_not_stored(cast: Cast) -> None:
    client = browser(cast.ana)
    for name, route, pattern in patterns():
        if hasattr(pattern.callback, "needs_sign_in") and "<" not in route:
            assert "no-store" in client.get(f"/harbor-house/{filled(route, 1)}")["Cache-Control"], name


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_changes_nothing_here(cast: Cast, site: str) -> None:
    client = browser(cast.ana)
    new = {"chosen_name": "Taken over", "language": "en", "zone": ""}
    assert client.post("/harbor-house/me", new, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk).chosen_name == "Ana"
    client.get("/harbor-house/leave", headers={"Sec-Fetch-Site": site})
    assert client.get(TODAY).status_code == 200, "nor can it sign anybody out"
    assert client.post("/harbor-house/me", new, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_a_form_needs_its_token_and_its_origin(cast: Cast) -> None:
    person = browser(cast.ana)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = person.cookies
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', strict.get("/harbor-house/me").content.decode())[0]
    new = {"chosen_name": "Ann", "language": "en", "zone": ""}
    assert strict.post("/harbor-house/me", new).status_code == 403
    sent = {**new, "csrfmiddlewaretoken": token}
    assert strict.post("/harbor-house/me", sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert strict.post("/harbor-house/me", sent, headers={"Origin": "null"}).status_code == 403
    assert strict.post("/harbor-house/me", sent, headers={"Origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example"])
def test_only_our_own_names_are_answered(cast: Cast, host: str) -> None:
    assert Client().get("/harbor-house/support").status_code == 200
    answer = Client(raise_request_exception=False).get("/harbor-house/support", headers={"Host": host})
    assert answer.status_code == 400 and b"evil" not in answer.content


def test_reading_changes_nothing(cast: Cast) -> None:
    """Whatever changes something is refused as GET, or its form is shown first."""
    client = browser(cast.ana)
    before = Person.objects.filter(organisation=cast.harbor).order_by("pk").values_list()
    first = list(before)
    for name, route, pattern in patterns():
        if name not in {"home:leave"} and hasattr(pattern.callback, "needs_sign_in"):
            client.get(f"/harbor-house/{filled(route, cast.room.pk)}")
    assert list(before.all()) == first


def test_cookies_are_hidden_from_scripts_and_other_sites(cast: Cast) -> None:
    client = browser(cast.ana)
    client.get("/harbor-house/me")
    client.post("/harbor-house/language", {"language": "en"})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"], (
            name
        )
    assert set(client.cookies) <= {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    }


def test_over_https_cookies_stay_with_this_host_and_browsers_insist(tmp_path: Path) -> None:
    told = """
import django; django.setup()
from django.conf import settings as s
from django.test import Client
assert all(name.startswith("__Host-") for name in (s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME))
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE
plain = Client().get("/healthz", headers={"Host": "cairn.example.org"})
assert plain.status_code == 301 and plain["Location"].startswith("https://"), plain.status_code
secure = Client().get("/healthz", headers={"Host": "cairn.example.org", "X-Forwarded-Proto": "https"})
assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains", secure.headers
assert Client().get("/healthz", headers={"Host": "localhost", "X-Forwarded-Proto": "https"}).status_code == 400
print("held")
"""
    environment = {**os.environ, "CAIRN_DATA": str(tmp_path), "CAIRN_HTTPS": "1", "CAIRN_HOSTS": "cairn.example.org",
                   "DJANGO_SETTINGS_MODULE": "cairn.settings", "CAIRN_DATABASE_URL": ""}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "held", done.stderr


def test_answers_name_what_they_are(cast: Cast) -> None:
    client = browser(cast.ana)
    for path in (TODAY, "/nothing-here", "/harbor-house/support", "/robots.txt", "/healthz", "/harbor-house/me/here"):
        kind = client.get(path)["Content-Type"]
        assert kind in {"text/html; charset=utf-8", "text/plain; charset=utf-8", "text/plain", "application/json"}, path


@pytest.mark.parametrize(
    "path", [".git/HEAD", ".git/config", "manage.py", "pyproject.toml", "static/../.git/HEAD", "static/..%2f.git/HEAD"]
)
def test_nothing_of_the_workshop_is_served(db: None, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 404

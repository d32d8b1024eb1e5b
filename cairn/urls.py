"""Who answers where. Inside an organisation the first path segment is its slug, moved away by the door."""

from django.urls import include, path

from cairn.home import errors
from cairn.home.phone_views import manifest, service_worker
from cairn.home.views import favicon, health, language, ready, robots, welcome
from cairn.kit import weather
from cairn.people.views import owner
from cairn.safety.views import support

handler404 = errors.not_found
handler500 = weather.broken
handler429 = errors.too_many

urlpatterns = [
    path("", welcome, name="welcome"),
    path("healthz", health, name="health"),
    path("readyz", ready, name="ready"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("sw.js", service_worker, name="service_worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("owner/<str:token>", owner, name="owner"),
    path("language", language, name="language"),
    path("accounts/", include("cairn.people.urls")),
    path("accounts/", include("cairn.signin.urls_library")),
    path("", include("cairn.signin.urls")),
    path("", include("cairn.arriving.urls")),
    path("", include("cairn.home.urls")),
    path("people/", include("cairn.home.people_urls")),
    path("programmes/", include("cairn.care.urls")),
    path("groups/", include("cairn.groups.urls")),
    path("", include("cairn.meetings.urls")),
    path("attendance/", include("cairn.home.attendance_urls")),
    path("kiosk/", include("cairn.meetings.urls_kiosk")),
    path("", include("cairn.charting.urls")),
    path("units/", include("cairn.home.units_urls")),
    path("room/", include("cairn.liveroom.urls")),
    path("messages/", include("cairn.chat.urls")),
    path("check-ins/", include("cairn.checkins.urls")),
    path("reports/", include("cairn.home.moderation_urls")),
    path("support", support, name="support"),
    path("support/", include("cairn.safety.urls")),
    path("privacy/", include("cairn.privacy.urls")),
    path("inbox/", include("cairn.notices.urls")),
]

"""Addresses of this topic."""

from django.urls import path

from cairn.privacy import consent_views, keeping_views, views

app_name = "privacy"
urlpatterns = [
    path("consents", consent_views.consents, name="consents"),
    path("consents/new", consent_views.give, name="give"),
    path("consents/<int:pk>/", consent_views.consent, name="consent"),
    path("consents/<int:pk>/sign", consent_views.sign, name="sign"),
    path("consents/<int:pk>/decline", consent_views.decline, name="decline"),
    path("consents/<int:pk>/revoke", consent_views.revoke, name="revoke"),
    path("consents/<int:pk>/end", consent_views.end, name="end"),
    path("consents/<int:pk>/document", consent_views.document, name="document"),
    path("of/<int:pk>/consents", consent_views.of, name="of"),
    path("of/<int:pk>/consents/new", consent_views.propose, name="propose"),
    path("looks/<int:pk>/ask", views.ask, name="ask"),
    path("questions", views.questions, name="questions"),
    path("questions/<int:pk>/", views.inquiry, name="inquiry"),
    path("correct", views.correct, name="correct"),
    path("keep-back", views.keep_back, name="keep_back"),
    path("keep-back/<int:pk>/end", views.end_keeping, name="end_keeping"),
    path("given-out", views.given_out, name="given_out"),
    path("given-out/list", views.accounting, name="accounting"),
    path("emergency", views.emergency, name="emergency"),
    path("emergency/<int:pk>/", views.opened, name="opened"),
    path("emergency/<int:pk>/close", views.close, name="close"),
    path("emergency/<int:pk>/told", views.medics, name="medics"),
    path("my-data", keeping_views.takeout, name="takeout"),
    path("my-data/<int:pk>/", keeping_views.take, name="take"),
    path("leave", keeping_views.leave, name="leave"),
    path("leave/sure", keeping_views.leave_sure, name="leave_sure"),
    path("leave/<int:pk>/stay", keeping_views.stay, name="stay"),
    path("retention", keeping_views.retention, name="retention"),
    path("retention/hold", keeping_views.hold, name="hold"),
    path("retention/hold/<int:pk>/end", keeping_views.end_hold, name="end_hold"),
]

"""Addresses of notes, hours and the tables behind them."""

from django.urls import path

from cairn.charting import views, views_hours

app_name = "charting"
urlpatterns = [
    path("notes/", views.desk, name="desk"),
    path("hours/short", views_hours.short, name="short"),
    path("notes/mine", views.mine, name="mine"),
    path("notes/signing", views.signing, name="signing"),
    path("notes/signing/<int:pk>", views.credential, name="credential"),
    path("notes/<int:pk>", views.note, name="note"),
    path("notes/<int:pk>/co-sign", views.cosign, name="cosign"),
    path("notes/of/<int:pk>", views.of, name="of"),
    path("notes/session/<int:pk>/", views.session, name="session"),
    path("notes/session/<int:pk>/sign", views.sign, name="sign"),
    path("notes/session/<int:pk>/own/<int:person>", views.counselling, name="counselling"),
    path("hours/", views_hours.hours, name="hours"),
    path("hours/<int:pk>/make-up/<int:person>", views_hours.make_up, name="make_up"),
    path("hours/tables", views_hours.counting, name="counting"),
    path("hours/tables/usual", views_hours.usual, name="usual"),
    path("hours/tables/new", views_hours.rule, name="rule_new"),
    path("hours/tables/<int:pk>", views_hours.rule, name="rule"),
]

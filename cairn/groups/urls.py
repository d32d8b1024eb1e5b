"""Addresses of this topic."""

from django.urls import path

from cairn.groups import leading, views

app_name = "groups"
urlpatterns = [
    path("", views.groups, name="list"),
    path("new", leading.new, name="new"),
    path("<int:pk>/", views.group, name="group"),
    path("<int:pk>/agreement", views.agreement, name="agreement"),
    path("<int:pk>/sign", views.sign, name="sign"),
    path("<int:pk>/leave", views.leave, name="leave"),
    path("<int:pk>/ask", views.ask, name="ask"),
    path("asks/<int:pk>/answer", views.answer, name="answer"),
    path("asks/<int:pk>/take-back", views.take_back, name="take_back"),
    path("<int:pk>/rules", leading.rules, name="rules"),
    path("<int:pk>/renew", leading.renew, name="renew"),
    path("<int:pk>/seats", leading.seats, name="seats"),
    path("<int:pk>/offer", leading.offer, name="offer"),
    path("<int:pk>/close", leading.close, name="close"),
    path("seats/<int:pk>/part", leading.part, name="part"),
    path("seats/<int:pk>/end", leading.end, name="end"),
]

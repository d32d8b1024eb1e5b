"""Addresses of attendance: the list of a session spans topics, everything else is the topic's own."""

from django.urls import path

from cairn.home.roster_views import session_roster
from cairn.meetings import views_attendance as views

app_name = "attendance"
urlpatterns = [
    path("", views.led, name="led"),
    path("mine", views.mine, name="mine"),
    path("mine/code", views.door_code, name="door_code"),
    path("rule", views.rule, name="rule"),
    path("<int:pk>/", session_roster, name="roster"),
    path("<int:pk>/tap/<int:person>", views.tap, name="tap"),
    path("<int:pk>/close", views.close, name="close"),
    path("correct/<int:pk>", views.correct, name="correct"),
]

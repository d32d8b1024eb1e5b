"""Addresses of this topic."""

from django.urls import path

from cairn.safety import views

app_name = "safety"
urlpatterns = [
    path("", views.support, name="support"),
    path("ask", views.ask, name="ask"),
    path("line", views.line, name="line"),
    path("words", views.words, name="words"),
    path("concerns/<int:pk>/", views.concern, name="concern"),
    path("concerns/<int:pk>/take", views.take, name="take"),
    path("concerns/<int:pk>/did", views.did, name="did"),
    path("concerns/<int:pk>/hand-over", views.give, name="give"),
    path("concerns/<int:pk>/close", views.close, name="close"),
]

"""Coming in for the first time."""

from django.urls import path

from cairn.people import views

urlpatterns = [
    path("welcome/<str:token>", views.entry, name="entry"),
    path("welcome/<str:token>/you", views.you, name="entry_you"),
]

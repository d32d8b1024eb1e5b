"""Signing in and out. Of the library's pages only those that work here have an address."""

from django.urls import path

from cairn.people import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("password/change/", views.ChangePasswordView.as_view(), name="account_change_password"),
    path("welcome/<str:token>", views.entry, name="entry"),
    path("welcome/<str:token>/you", views.you, name="entry_you"),
]

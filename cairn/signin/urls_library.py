"""The doors, under the names the library knows them by. Of its pages only those that work here have an address."""

from django.urls import path

from cairn.signin import door_views, way_views

urlpatterns = [
    path("login/", door_views.SignInView.as_view(), name="account_login"),
    path("login/passkey", door_views.passkey, name="mfa_login_webauthn"),
    path("login/code", door_views.ask_code, name="account_request_login_code"),
    path("login/code/type", door_views.type_code, name="account_confirm_login_code"),
    path("login/second", door_views.SecondStepView.as_view(), name="mfa_authenticate"),
    path("logout/", door_views.SignOutView.as_view(), name="account_logout"),
    path("confirm/", way_views.confirm, name="account_reauthenticate"),
    path("password/change/", way_views.ChangePasswordView.as_view(), name="account_change_password"),
    path("password/new/", way_views.new_password, name="account_set_password"),
    path("passkeys/add/", way_views.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", way_views.change_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", way_views.remove_passkey, name="mfa_remove_webauthn"),
    path("app/", way_views.add_app, name="mfa_activate_totp"),
    path("app/remove/", way_views.remove_app, name="mfa_deactivate_totp"),
    path("recovery/", way_views.recovery, name="mfa_view_recovery_codes"),
    path("recovery/new/", way_views.renew_recovery, name="mfa_generate_recovery_codes"),
]

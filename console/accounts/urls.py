from __future__ import annotations

from django.urls import path

from console.accounts import code_pages, manage_pages, own_pages, sessions, sign_in_pages

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in_pages.sign_in, name="sign_in"),
    path("sign-out/", sign_in_pages.sign_out, name="sign_out"),
    path("sign-in/code/", code_pages.code, name="code"),
    path("choose-password/<uidb64>/<token>/", sign_in_pages.choose_password, name="choose_password"),
    path("account/", own_pages.account, name="own"),
    path("account/still-here/", sessions.still_here, name="still_here"),
    path("account/password/", own_pages.password, name="password"),
    path("account/app/", code_pages.set_up, name="set_up_code"),
    path("account/app/picture.svg", code_pages.picture, name="code_picture"),
    path("account/recovery-codes/", code_pages.recovery_codes, name="recovery_codes"),
    path("accounts/", manage_pages.index, name="index"),
    path("accounts/new/", manage_pages.new, name="new"),
    path("accounts/<int:pk>/", manage_pages.account, name="account"),
    path("accounts/<int:pk>/lock/", manage_pages.lock, name="lock"),
    path("accounts/<int:pk>/unlock/", manage_pages.unlock, name="unlock"),
    path("accounts/<int:pk>/link/", manage_pages.link, name="link"),
    path("accounts/<int:pk>/remove-app/", manage_pages.remove_app, name="remove_app"),
]

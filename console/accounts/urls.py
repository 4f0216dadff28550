from __future__ import annotations

from django.urls import path

from console.accounts import admin_views, second_factor_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-in/code/", second_factor_views.code, name="code"),
    path("choose-password/<uidb64>/<token>/", views.choose_password, name="choose_password"),
    path("account/", views.account, name="own"),
    path("account/still-here/", views.still_here, name="still_here"),
    path("account/password/", views.password, name="password"),
    path("account/app/", second_factor_views.set_up, name="set_up_code"),
    path("account/app/picture.svg", second_factor_views.picture, name="code_picture"),
    path("account/recovery-codes/", second_factor_views.recovery_codes, name="recovery_codes"),
    path("accounts/", admin_views.index, name="index"),
    path("accounts/new/", admin_views.new, name="new"),
    path("accounts/<int:pk>/", admin_views.account, name="account"),
    path("accounts/<int:pk>/lock/", admin_views.lock, name="lock"),
    path("accounts/<int:pk>/unlock/", admin_views.unlock, name="unlock"),
    path("accounts/<int:pk>/link/", admin_views.link, name="link"),
    path("accounts/<int:pk>/remove-app/", admin_views.remove_app, name="remove_app"),
]

"""The administrator's pages, below /administration/."""

from django.urls import path

from issues.administration.views import departments, memberships, people, users

app_name = "administration"
urlpatterns = [
    path("users/", users.user_list, name="user_list"),
    path("users/new/", users.user_create, name="user_create"),
    path("users/<int:pk>/", users.user_detail, name="user_detail"),
    path("users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user_reactivate"),
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/memberships/new/", memberships.membership_grant, name="membership_grant"),
    path("memberships/<int:pk>/end/", memberships.membership_end, name="membership_end"),
    path("departments/", departments.department_list, name="department_list"),
    path("departments/new/", departments.department_create, name="department_create"),
    path("departments/<int:pk>/edit/", departments.department_edit, name="department_edit"),
    path("departments/<int:pk>/retire/", departments.department_retire, name="department_retire"),
    path("departments/<int:pk>/restore/", departments.department_restore, name="department_restore"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_create, name="person_create"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/off-roll/", people.person_off_roll, name="person_off_roll"),
    path("people/<int:pk>/on-roll/", people.person_on_roll, name="person_on_roll"),
]

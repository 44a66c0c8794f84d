"""Signing in and out, one's own password, the server's sign of life, and the administrator's pages."""

from tests.permissions.table import page

ADMIN = "403 admin=200"
ADMIN_FORM = "403 admin=400"  # an empty form: let in, and told what is missing
ADMIN_DONE = "403 admin=302"
CLERK, LEAD_POST = "cast.clerk.pk", lambda world: world.cast.lead.memberships.get().pk
DEPARTMENT, PERSON = "cast.outside_department.pk", "cast.clerk.person.pk"

ROWS = [
    page("healthz", public=True, GET="200 nobody=200"),
    page("accounts:sign_in", public=True, GET="200 nobody=200", HEAD="200 nobody=200", POST="400 nobody=400"),
    page("accounts:sign_out", POST="302"),
    page("accounts:password_change", GET="200", POST="400"),
    page("issues:administration:user_list", GET=ADMIN),
    page("issues:administration:user_create", GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:user_detail", pk=CLERK, GET=ADMIN),
    page("issues:administration:user_detail", pk=999999, GET="403 admin=404"),
    page("issues:administration:user_edit", pk=CLERK, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:user_deactivate", pk=CLERK, post={"version": 1}, GET=ADMIN, POST=ADMIN_DONE),
    page("issues:administration:user_deactivate", pk=CLERK, post={"version": 7}, GET=ADMIN, POST="403 admin=409"),
    page("issues:administration:user_deactivate", pk="cast.admin.pk", post={"version": 1}, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:user_reactivate", pk=CLERK, post={"version": 1}, POST=ADMIN_FORM),
    page("issues:administration:user_password", pk=CLERK, post={"version": 1}, GET=ADMIN, POST=ADMIN_DONE),
    page("issues:administration:membership_grant", pk=CLERK, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:membership_end", pk=LEAD_POST, post={"version": 1}, GET=ADMIN, POST=ADMIN_DONE),
    page("issues:administration:department_list", GET=ADMIN),
    page("issues:administration:department_create", GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:department_edit", pk=DEPARTMENT, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:department_retire", pk=DEPARTMENT, post={"version": 1}, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:department_restore", pk=DEPARTMENT, post={"version": 1}, POST=ADMIN_FORM),
    page("issues:administration:person_list", GET=ADMIN),
    page("issues:administration:person_create", GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:person_edit", pk=PERSON, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:person_off_roll", pk=PERSON, post={"version": 1}, GET=ADMIN, POST=ADMIN_FORM),
    page("issues:administration:person_on_roll", pk=PERSON, post={"version": 1}, POST=ADMIN_FORM),
]

"""The pages may change the password of a sign-in and note when it was used; its name and whether it is open they may not."""

from django.db import migrations

RIGHTS = (
    "REVOKE UPDATE ON agencies_user FROM app; GRANT UPDATE (password, last_login) ON agencies_user TO app"
)
BACK = "REVOKE UPDATE (password, last_login) ON agencies_user FROM app; GRANT UPDATE ON agencies_user TO app"


class Migration(migrations.Migration):
    dependencies = [("config", "0001_rights"), ("agencies", "0013_sealed_passwords")]
    operations = [migrations.RunSQL(RIGHTS, BACK)]

"""What the application may do with the tables of the libraries; and procrastinate's NOTIFY trigger off."""

from django.db import migrations

RIGHTS = """
GRANT DELETE ON django_session, account_emailaddress, account_emailconfirmation, mfa_authenticator,
  socialaccount_socialaccount, socialaccount_socialtoken TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
  procrastinate_workers TO app;
-- Commits would queue behind the trigger's NOTIFY; the worker polls instead.
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1;
REVOKE UPDATE ON django_migrations, django_content_type, auth_permission, agencies_agency, agencies_worker FROM app;
REVOKE INSERT ON django_migrations, django_content_type, auth_permission, agencies_agency, agencies_worker, agencies_user FROM app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(RIGHTS, migrations.RunSQL.noop)]

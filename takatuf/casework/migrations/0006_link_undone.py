"""Undoing a link tells every agency that works on one of the two cases."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_waiting"), ("clocks", "0008_notices")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("link_undone.sql").read_text(encoding="utf-8"),
            """
            DROP FUNCTION house.tell_link_undone(uuid, timestamptz);
            DROP POLICY clocks_notice_functions ON clocks_notice;
            DROP POLICY casework_caselink_functions ON casework_caselink;
            DROP POLICY casework_caseagency_functions ON casework_caseagency;
            DROP POLICY casework_case_functions ON casework_case;
            """,
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

# A fact and a source may be withdrawn with a sealed reason; nothing else of them changes.
STAYS = """
CREATE OR REPLACE FUNCTION house.court_fact_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
     OR to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_why']
        IS DISTINCT FROM to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_why'] THEN
    RAISE check_violation USING MESSAGE = 'A fact and its sources never change; write a new version, or withdraw it.';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('court', '0013_identity_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='fact',
            name='withdrawn_why',
            field=models.BinaryField(db_comment='Sealed: why it was withdrawn', null=True),
        ),
        migrations.AddField(
            model_name='factsource',
            name='withdrawn_why',
            field=models.BinaryField(db_comment='Sealed: why it was withdrawn', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='returned_at',
            field=models.DateTimeField(db_comment='When an approver last sent it back; emptied when it is signed', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='returned_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddField(
            model_name='submission',
            name='returned_why',
            field=models.BinaryField(db_comment='Sealed: what must change', null=True),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', True), ('returned_by__isnull', True), ('returned_why__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), ('returned_why__isnull', False), ('signed_at__isnull', True)), _connector='OR'), name='court_submission_returned', violation_error_message='What was sent back says when, by whom and why, until it is signed.'),
        ),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
    ]

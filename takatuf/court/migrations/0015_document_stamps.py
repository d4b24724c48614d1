import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('court', '0014_reasons_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentStamp',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(db_comment='0 is what the document was signed with')),
                ('added', models.BinaryField(db_comment='Sealed: the bytes that follow what was there, base64', null=True)),
                ('stamped_at', models.DateTimeField()),
                ('holds_until', models.DateTimeField(db_comment='When the certificate behind it ends')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.submissiondocument')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Time stamps over signed documents; nothing is changed or taken away',
                'indexes': [models.Index(fields=['holds_until'], name='court_stamp_until')],
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='court_stamp_number', violation_error_message='Another further time stamp was added in the meantime.'), models.CheckConstraint(condition=models.Q(models.Q(('added__isnull', True), ('number', 0)), models.Q(('added__isnull', False), ('number__gt', 0)), _connector='OR'), name='court_stamp_added', violation_error_message='A further time stamp has bytes of its own; the first came with the document.')],
            },
        ),
        # Who signs notes the first; the worker's job adds the further ones, and reads the documents for it. Nobody changes.
        protect("court_documentstamp", workers="ra", systems={"renewing": "ra"}),
        migrations.RunSQL("REVOKE UPDATE ON court_documentstamp FROM app", migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE POLICY court_submissiondocument_renewing ON court_submissiondocument FOR SELECT TO app"
            " USING ((SELECT house.actor_purpose()) = 'renewing')",
            "DROP POLICY court_submissiondocument_renewing ON court_submissiondocument",
        ),
    ]

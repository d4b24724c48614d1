"""Events of country packs, times that do not count, and two more tracks."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_duty_numbers'),
        ('jointwork', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='step',
            name='track',
            field=models.CharField(choices=[('immediate_protection', 'Immediate protection'), ('content_removal', 'Removal of content'), ('investigation', 'Investigation'), ('assessment_support', 'Assessment and support'), ('court', 'Court'), ('follow_up', 'Follow-up'), ('reporter_feedback', 'Feedback to the reporter'), ('staff_care', 'Care for the staff'), ('care_for_child', 'Care for a child with harmful behaviour')], max_length=30),
        ),
        migrations.AlterField(
            model_name='track',
            name='kind',
            field=models.CharField(choices=[('immediate_protection', 'Immediate protection'), ('content_removal', 'Removal of content'), ('investigation', 'Investigation'), ('assessment_support', 'Assessment and support'), ('court', 'Court'), ('follow_up', 'Follow-up'), ('reporter_feedback', 'Feedback to the reporter'), ('staff_care', 'Care for the staff'), ('care_for_child', 'Care for a child with harmful behaviour')], max_length=30),
        ),
        migrations.CreateModel(
            name='ExcludedTime',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='An exclusion of the country pack', max_length=60)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('record', models.ForeignKey(db_comment="The step's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.step')),
            ],
            options={
                'db_table_comment': "Times that do not count towards a step's limit",
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='jointwork_excluded_ends_after_begin', violation_error_message='A time ends after it begins.')],
            },
        ),
        migrations.CreateModel(
            name='TrackEvent',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='An event of the country pack', max_length=60)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Events of country packs that happened in cases',
                'indexes': [models.Index(fields=['record', 'happened_at'], name='jointwork_event_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(('happened_at__lte', models.F('recorded_at'))), name='jointwork_event_not_in_future', violation_error_message='What is recorded has happened.')],
            },
        ),
    ]

    operations += [
        protect("jointwork_trackevent", workers="ra"),
        protect("jointwork_excludedtime", workers="ra"),
    ]

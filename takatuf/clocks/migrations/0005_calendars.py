"""Holidays that people write."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("clocks", "0004_batch")]

    operations = [
        migrations.CreateModel(
            name='HolidayChange',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('calendar', models.CharField(db_comment='Code of the calendar, for example SA', max_length=10)),
                ('day', models.DateField()),
                ('is_closed', models.BooleanField(db_comment='Closed; otherwise open although the file says closed')),
                ('reason', models.CharField(db_comment='The decree or announcement; names nobody', max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Holidays added and removed by people',
                'indexes': [models.Index(fields=['calendar', 'day'], name='clocks_holidaychange_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='clocks_holidaychange_reason', violation_error_message='Every change of a holiday has a reason.')],
            },
        ),
        protect_by("clocks_holidaychange", {
            "SELECT": ["TRUE"],
            "INSERT": ["(SELECT house.actor_kind()) = 'worker' AND changed_by_id = (SELECT house.actor_id())"],
        }),
    ]

"""Campaigns, gatherings, reviews of advice, finished lessons; and who reaches which."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by

_OWN = "(SELECT house.actor_kind()) = 'worker' AND agency_id = (SELECT house.actor_agency())"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0010_awareness'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='Six signs, see rules.codes', max_length=6, unique=True)),
                ('title_ar', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=120)),
                ('aim', models.CharField(db_comment='What shall be different afterwards; measured by the ladder', max_length=500)),
                ('piece', models.CharField(db_comment='Code of the advice to which its posters lead', max_length=30)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('state', models.CharField(choices=[('running', 'Running'), ('ended', 'Ended')], default='running', max_length=10)),
                ('reached', models.PositiveIntegerField(db_comment='People reached beyond gatherings, as its agency counted or estimated them', default=0)),
                ('reached_source', models.CharField(blank=True, db_comment='Where that number comes from', max_length=200)),
                ('started_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Campaigns',
            },
        ),
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='Six signs, see rules.codes', max_length=6, unique=True)),
                ('kind', models.CharField(choices=[('school_visit', 'School visit'), ('parents_evening', "Parents' evening"), ('training', 'Training of professionals'), ('forum', 'Forum'), ('other', 'Another gathering')], max_length=20)),
                ('audience', models.CharField(choices=[('child', 'Children'), ('parent', 'Parents and carers'), ('school', 'Schools and teachers'), ('provider', 'Service providers'), ('everybody', 'Everybody')], max_length=20)),
                ('title_ar', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, db_comment='Where; names nobody', max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('lesson', models.CharField(blank=True, db_comment='Code of a lesson; empty: none is taught', max_length=30)),
                ('sessions', models.PositiveSmallIntegerField(default=1)),
                ('seats', models.PositiveIntegerField(db_comment='Empty: as many as come', null=True)),
                ('is_listed', models.BooleanField(db_comment='Shown on the public page; a school visit is not', default=False)),
                ('asks', models.CharField(blank=True, choices=[('before', 'Before'), ('after', 'Afterwards'), ('later', 'Six months later')], db_comment='Which questions are open now; empty: none', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('called_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.campaign')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Gatherings of campaigns',
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('session', models.PositiveSmallIntegerField()),
                ('adults', models.PositiveIntegerField(default=0)),
                ('children', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
                ('counted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
            ],
            options={
                'db_table_comment': 'How many came to each session',
            },
        ),
        migrations.CreateModel(
            name='AnswerCount',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('moment', models.CharField(choices=[('before', 'Before'), ('after', 'Afterwards'), ('later', 'Six months later')], max_length=10)),
                ('question', models.CharField(max_length=30)),
                ('option', models.CharField(max_length=30)),
                ('count', models.PositiveIntegerField()),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
            ],
            options={
                'db_table_comment': 'Counts of anonymous answers',
            },
        ),
        migrations.CreateModel(
            name='LessonDone',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('lesson', models.CharField(max_length=30)),
                ('version', models.CharField(max_length=10)),
                ('done_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Lessons that staff finished',
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(choices=[('poster', 'Poster'), ('card', 'Cards')], max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('copies', models.PositiveIntegerField()),
                ('handed_out_on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.campaign')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Printed material of campaigns',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'A grown-up'), ('children', 'A group of children with a teacher')], max_length=10)),
                ('people', models.PositiveIntegerField(default=1)),
                ('name', models.BinaryField(db_comment='Sealed: for the certificate; empty: none was given', null=True)),
                ('registered_at', models.DateTimeField()),
                ('came', models.BooleanField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Registrations for gatherings',
            },
        ),
        migrations.CreateModel(
            name='AdviceReview',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('piece', models.CharField(max_length=30)),
                ('version', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('reviewed_on', models.DateField()),
                ('next_review_on', models.DateField()),
                ('is_native', models.BooleanField(db_comment='A native specialist of the field: then it is no longer provisional')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('reviewed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Reviews of advice',
                'indexes': [models.Index(fields=['piece', 'language', 'reviewed_at'], name='awareness_advicereview_piece')],
                'constraints': [models.CheckConstraint(condition=models.Q(('next_review_on__gt', models.F('reviewed_on'))), name='awareness_advicereview_next', violation_error_message='The next review comes after this one.')],
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='awareness_campaign_period', violation_error_message='A campaign ends after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('reached', 0), models.Q(('reached_source', ''), _negated=True), _connector='OR'), name='awareness_campaign_reach_source', violation_error_message='A number of people reached says where it comes from.'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.CheckConstraint(condition=models.Q(('sessions__gte', 1), ('sessions__lte', 20)), name='awareness_gathering_sessions', violation_error_message='A gathering has between 1 and 20 sessions.'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.CheckConstraint(condition=models.Q(('is_listed', True), ('kind', 'school_visit'), _negated=True), name='awareness_gathering_no_school_listed', violation_error_message='A visit to a school is never shown on the public page.'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('gathering', 'session'), name='awareness_attendance_once', violation_error_message='This session is counted already.'),
        ),
        migrations.AddConstraint(
            model_name='answercount',
            constraint=models.UniqueConstraint(fields=('gathering', 'moment', 'question', 'option'), name='awareness_answercount_once', violation_error_message='This answer has its count already.'),
        ),
        migrations.AddConstraint(
            model_name='lessondone',
            constraint=models.UniqueConstraint(fields=('worker', 'lesson', 'version'), name='awareness_lessondone_once', violation_error_message='This lesson is finished already.'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gt', 0)), name='awareness_material_copies', violation_error_message='At least one copy was handed out.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'children'), _negated=True), ('name__isnull', True), _connector='OR'), name='awareness_registration_no_child_named', violation_error_message='Children are registered as a group, never by name.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1), ('people__lte', 2000), models.Q(('kind', 'children'), ('people', 1), _connector='OR')), name='awareness_registration_people', violation_error_message='One grown-up is one person; a group has between 1 and 2,000.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('name__isnull', True), _connector='OR'), name='awareness_registration_withdrawn_is_erased', violation_error_message='Who withdraws is forgotten by name.'),
        ),
    ]

    operations += [
        # What stands on posters and on the public page is read by everybody; their own agency writes it.
        *(
            protect_by(table, {"SELECT": ["TRUE"], "INSERT": [_OWN], "UPDATE": [_OWN]})
            for table in ("awareness_campaign", "awareness_gathering")
        ),
        protect_by("awareness_advicereview", {
            "SELECT": ["TRUE"], "INSERT": [f"{_OWN} AND reviewed_by_id = (SELECT house.actor_id())"],
        }),
        protect_by("awareness_material", {"SELECT": [_OWN], "INSERT": [_OWN]}),
        protect_by("awareness_lessondone", {
            "SELECT": [_OWN], "INSERT": [f"{_OWN} AND worker_id = (SELECT house.actor_id())"],
        }),
        # Whoever registers or answers is nobody to the database: the page's own job writes it.
        protect("awareness_registration", workers="raw", systems={"awareness": "raw"}),
        protect("awareness_attendance", workers="raw"),
        protect("awareness_answercount", workers="raw", systems={"awareness": "raw"}),
    ]

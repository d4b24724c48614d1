"""Parties of proceedings, service, questions and answers."""

from pathlib import Path

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by


def _granted(table, *levels):
    """That the own agency has access to the row's record at one of these levels; at any, when none is named."""
    wanted = f"AND granted.level IN ({', '.join(repr(level) for level in levels)})" if levels else ""
    return (
        f"EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id"
        f" AND granted.agency_id = (SELECT house.actor_agency()) {wanted})"
    )


_COURT = "house.is_court((SELECT house.actor_agency()))"


def _rights(table, *, add, change=None):
    """Who reaches the record reads; `add` and `change` are levels, and whether only a court does it."""
    conditions = {"SELECT": [_granted(table)]}
    for command, given in (("INSERT", add), ("UPDATE", change)):
        if given is not None:
            levels, extra = given
            conditions[command] = [" AND ".join([_granted(table, *levels), *extra])]
    return protect_by(table, conditions)


_LEAD, _WRITE = ("lead",), ("write", "lead")


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_counsel'),
        ('court', '0006_document_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('exculpatory', models.BooleanField(db_comment='Speaks for the accused; served like every answer', default=False)),
                ('given_at', models.DateTimeField()),
                ('agency', models.ForeignKey(db_comment='Who wrote it here', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Answers of the parties; the words never change',
            },
        ),
        migrations.AddField(
            model_name='factposition',
            name='answer',
            field=models.ForeignKey(db_comment='The answer to the court that brought it; empty: recorded by the agency', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='court.answer'),
        ),
        migrations.CreateModel(
            name='CourtParty',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('applicant', 'Agency that filed the submission'), ('prosecution', 'Public prosecution'), ('defence', 'Defence'), ('guardian', 'Guardian'), ('child_representative', "Child's representative")], max_length=30)),
                ('number', models.PositiveSmallIntegerField(db_comment='Of its kind: there may be two guardians', default=1)),
                ('channel', models.CharField(choices=[('account', 'In the system'), ('paper', 'By letter, on paper'), ('court', "Through the court's own filing")], max_length=10)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Parties of proceedings',
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.courtparty'),
        ),
        migrations.CreateModel(
            name='Proceedings',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField(db_comment='The case, as a plain value: the court learns nothing from it')),
                ('docket', models.CharField(db_comment="The court's own number of the proceedings", max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case_record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Matters before a court; opened when the first submission is filed',
            },
        ),
        migrations.AddField(
            model_name='courtparty',
            name='proceedings',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='court.proceedings'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('facts', models.JSONField(db_comment='Numbers of the facts that it is about', default=list)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_comment='Set by the court')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('proceedings', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='court.proceedings')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Questions of the court; the words never change',
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='court.question'),
        ),
        migrations.CreateModel(
            name='QuestionAsked',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('answered_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.courtparty')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='court.question')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Which party owes an answer',
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('submission', 'Submission'), ('question', 'Question of the court'), ('answer', 'Answer to a question')], max_length=12)),
                ('subject_id', models.UUIDField(db_comment='The submission, question or answer that is served, as a plain value')),
                ('addressee', models.BinaryField(db_comment='Sealed: to whom the letter goes', null=True)),
                ('address', models.BinaryField(db_comment='Sealed', null=True)),
                ('served_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_comment='By when it is acknowledged, or proven delivered')),
                ('received_at', models.DateTimeField(null=True)),
                ('proof_kind', models.CharField(blank=True, choices=[('signed_receipt', 'Receipt signed by the addressee'), ('registered_post', 'Registered post'), ('handed_over', 'Handed over at the court'), ('court_filing', "Entry in the court's own register")], max_length=20)),
                ('proof', models.BinaryField(db_comment='Sealed: number of the item, who signed', null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('case_record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='court.courtparty')),
                ('proceedings', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.proceedings')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('served_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'What was served on whom, received and acknowledged',
            },
        ),
        migrations.AddConstraint(
            model_name='proceedings',
            constraint=models.UniqueConstraint(fields=('court', 'case_id', 'docket'), name='court_proceedings_once', violation_error_message='These proceedings are open already.'),
        ),
        migrations.AddConstraint(
            model_name='courtparty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('channel', 'account')), models.Q(('agency__isnull', True), models.Q(('channel', 'account'), _negated=True)), _connector='OR'), name='court_party_account_or_paper', violation_error_message='A party with an account is an agency; any other is served on paper.'),
        ),
        migrations.AddConstraint(
            model_name='courtparty',
            constraint=models.UniqueConstraint(fields=('proceedings', 'kind', 'number'), name='court_party_number', violation_error_message='There is such a party already.'),
        ),
        migrations.AddConstraint(
            model_name='courtparty',
            constraint=models.UniqueConstraint(condition=models.Q(('agency__isnull', False)), fields=('proceedings', 'agency'), name='court_party_agency_once', violation_error_message='This agency is a party already.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('proceedings', 'number'), name='court_question_number', violation_error_message='This number is taken by another question.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('asked_at'))), name='court_question_time', violation_error_message='The time to answer ends after the question.'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('question', 'party'), name='court_answer_once', violation_error_message='This party has answered already.'),
        ),
        migrations.AddConstraint(
            model_name='questionasked',
            constraint=models.UniqueConstraint(fields=('question', 'party'), name='court_asked_once', violation_error_message='This party is asked already.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('party', 'what', 'subject_id'), name='court_service_once', violation_error_message='This was served on this party already.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('received_at__isnull', False)), _connector='OR'), name='court_service_acknowledged_by', violation_error_message='Somebody acknowledges what was received.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proof__isnull', True), ('proof_kind', '')), models.Q(('received_at__isnull', False), models.Q(('proof_kind', ''), _negated=True)), _connector='OR'), name='court_service_proof_of_receipt', violation_error_message='A proof of delivery says when it was delivered.'),
        ),
    ]

    operations += [
        _rights("court_proceedings", add=(_LEAD, [])),
        _rights("court_courtparty", add=(_LEAD, [])),
        _rights("court_service", add=(_LEAD, []), change=(_WRITE, [])),
        _rights("court_question", add=(_LEAD, [_COURT]), change=(_LEAD, [_COURT])),
        _rights("court_questionasked", add=(_LEAD, [_COURT]), change=(_WRITE, [])),
        _rights("court_answer", add=(_WRITE, ["court_answer.agency_id = (SELECT house.actor_agency())"])),
        migrations.RunSQL(
            Path(__file__).with_name("parties.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]

"""Gateways, their secrets, and what was answered to a message."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by

PROVIDERS = "(SELECT house.actor_purpose()) = 'providers'"
INTAKE = "(SELECT house.actor_purpose()) = 'intake'"
CLOCKWORK = "(SELECT house.actor_purpose()) = 'clockwork'"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_checks")]

    operations: list[Operation] = [
        migrations.CreateModel(
            name='Gateway',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('whatsapp', 'WhatsApp'), ('telephone', 'Telephone system')], max_length=10, unique=True)),
                ('accepts_reports', models.BooleanField(db_comment='Off: every message is answered with the link and the numbers only', default=False)),
                ('is_open', models.BooleanField(default=True)),
                ('agency', models.ForeignKey(db_comment='Who receives its reports', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Doors for e-mail, text messages, WhatsApp and the telephone system',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'whatsapp', 'telephone'])), name='exchange_gateway_channel', violation_error_message='There is no gateway of this kind.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GatewayMessage',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token', models.BinaryField(db_comment="Keyed hash of channel and webhook-id; leads to the report's key, with the keyring", unique=True)),
                ('content_token', models.BinaryField(db_comment='Keyed hash of what the message said')),
                ('sender_token', models.BinaryField(db_comment='Keyed hash of day, channel and sender, for the limit of replies; erased after the day', null=True)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('whatsapp', 'WhatsApp')], max_length=10)),
                ('outcome', models.CharField(choices=[('answered', 'Answered with the link and the numbers; the words were not kept'), ('quiet', 'Not answered again so soon; the words were not kept'), ('received', 'Received as a report'), ('added', 'Added to the report that the same sender made on the same day')], max_length=10)),
                ('replied', models.BooleanField(db_comment='Whether the answer carried a reply to the sender')),
                ('joins', models.UUIDField(db_comment='The earlier message whose report this one was added to', null=True)),
                ('media_refused', models.PositiveIntegerField(db_comment='Parts that were dropped unread')),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'Messages that gateways passed on: tokens and outcomes only, erased after 30 days',
                'indexes': [
                    models.Index(condition=models.Q(('sender_token__isnull', False)), fields=['sender_token', 'at'], name='exchange_gatewaymessage_sender'),
                    models.Index(fields=['at'], name='exchange_gatewaymessage_at'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('joins__isnull', False), ('outcome', 'added')), models.Q(models.Q(('outcome', 'added'), _negated=True), ('joins__isnull', True)), _connector='OR'), name='exchange_gatewaymessage_joins', violation_error_message='Only a message that was added to a report joins another one.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GatewaySecret',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(db_comment='By which the administrator ends it', max_length=20, unique=True)),
                ('secret', models.BinaryField(db_comment='Sealed by the vault: signatures are made with the secret itself')),
                ('issued_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('gateway', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='exchange.gateway')),
            ],
            options={
                'db_table_comment': 'Signing secrets of gateways',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('issued_at')), _connector='OR'), name='exchange_gatewaysecret_ends_after_it_begins', violation_error_message='A secret ends after it begins.'),
                ],
            },
        ),
    ]

    operations += [
        # Opened and given secrets by the administrator's command, read by the job that answers messages.
        protect_by("exchange_gateway", {"SELECT": [PROVIDERS, INTAKE], "INSERT": [PROVIDERS], "UPDATE": [PROVIDERS]}),
        protect_by("exchange_gatewaysecret", {"SELECT": [PROVIDERS, INTAKE], "INSERT": [PROVIDERS], "UPDATE": [PROVIDERS]}),
        # No worker reads here: who wrote to us is nobody's business. The clock forgets senders, and erases old rows.
        protect_by("exchange_gatewaymessage", {
            "SELECT": [INTAKE, CLOCKWORK], "INSERT": [INTAKE], "UPDATE": [CLOCKWORK], "DELETE": [CLOCKWORK],
        }),
    ]

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('court', '0012_buildings'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityKey',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('file', models.BinaryField(db_comment='Sealed once more: the age file, base64')),
                ('recipient', models.CharField(db_comment="The court's public key that it was sealed to", max_length=70)),
                ('sealed_at', models.DateTimeField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('sealed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Keys to identities, sealed for courts',
            },
        ),
        migrations.CreateModel(
            name='CourtKey',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('recipient', models.CharField(db_comment='age1..., the court keeps the secret one', max_length=70)),
                ('given_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Public keys of courts',
                'constraints': [models.CheckConstraint(condition=models.Q(('recipient__startswith', 'age1')), name='court_key_is_public', violation_error_message='The public key begins with age1.')],
            },
        ),
            # Anybody may seal something for a court; only the court itself gives its key.
        protect_by("court_courtkey", {
            "SELECT": ["true"],
            "INSERT": ["court_courtkey.agency_id = (SELECT house.actor_agency())"],
        }),
        protect("court_identitykey", workers="ra"),
        migrations.RunSQL("REVOKE UPDATE ON court_courtkey, court_identitykey FROM app", migrations.RunSQL.noop),
    ]

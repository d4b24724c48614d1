"""The platform is sealed like the value: what people write before the name of an account may be anything."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(model_name='identifier', name='platform'),
        migrations.AddField(
            model_name='identifier',
            name='platform',
            field=models.BinaryField(db_comment='Sealed: people write all sorts of things before the name', null=True),
        ),
    ]

"""Passwords are sealed to their names."""

from typing import Any

from django.db import migrations, models

from takatuf.agencies.passwords import open_hash, seal_hash


def seal(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("agencies", "User").objects.using(schema_editor.connection.alias)
    for user in users.order_by("pk"):
        users.filter(pk=user.pk).update(password=seal_hash(user.password, username=user.username))


def unseal(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("agencies", "User").objects.using(schema_editor.connection.alias)
    for user in users.order_by("pk"):
        users.filter(pk=user.pk).update(password=open_hash(user.password, username=user.username))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_counsel'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='password',
            field=models.CharField(db_comment='Sealed to the name that it belongs to', max_length=300),
        ),
        migrations.RunPython(seal, unseal),
    ]

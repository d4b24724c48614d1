"""Sectors of private partners."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_duty_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agency',
            name='sector',
            field=models.CharField(choices=[('hotline', 'National reporting centre'), ('social', 'Social protection'), ('police', 'Police'), ('prosecution', 'Public prosecution'), ('health', 'Health'), ('education', 'Education'), ('regulator', 'Communications regulator'), ('telecom', 'Telecommunications company'), ('bank', 'Bank or payment company'), ('association', 'Association'), ('court', 'Court'), ('ministry', 'Ministry'), ('other', 'Other')], max_length=20),
        ),
    ]

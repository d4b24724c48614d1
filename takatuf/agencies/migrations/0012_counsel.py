"""Law offices, counsel and clerks of a court."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agency',
            name='sector',
            field=models.CharField(choices=[('hotline', 'National reporting centre'), ('social', 'Social protection'), ('police', 'Police'), ('prosecution', 'Public prosecution'), ('health', 'Health'), ('education', 'Education'), ('regulator', 'Communications regulator'), ('telecom', 'Telecommunications company'), ('bank', 'Bank or payment company'), ('association', 'Association'), ('court', 'Court'), ('counsel', 'Law office'), ('ministry', 'Ministry'), ('other', 'Other')], max_length=20),
        ),
        migrations.AlterField(
            model_name='worker',
            name='role',
            field=models.CharField(choices=[('call_taker', 'Call-taker'), ('triage_officer', 'Triage officer'), ('shift_leader', 'Shift leader'), ('caseworker', 'Caseworker'), ('supervisor', 'Supervisor'), ('duty_officer', 'Duty officer'), ('court_writer', 'Writer to the court'), ('approver', 'Approver'), ('judge', 'Judge'), ('court_clerk', 'Clerk of the court'), ('prosecutor', 'Prosecutor'), ('counsel', 'Counsel'), ('director', 'Director'), ('administrator', 'Administrator'), ('awareness_officer', 'Awareness officer')], max_length=20),
        ),
    ]

"""The newest cases are found without gathering all that an agency may see."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import look_up_each


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_forms")]

    operations: list[Operation] = [look_up_each("casework_case", systems=("clockwork",))]

"""Which digits stand on the pages of a worker; each changes the own row and that column alone."""

from django.db import migrations, models

CHOOSE = """
CREATE FUNCTION house.choose_digits(arabic_digits boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE public.agencies_worker AS own SET arabic_digits = choose_digits.arabic_digits
    WHERE own.id = (SELECT house.actor_id()) AND own.is_active AND (SELECT house.actor_kind()) = 'worker';
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only staff choose the digits of their pages.';
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION house.choose_digits(boolean) TO app;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_hijri_first")]

    operations = [
        migrations.AddField(
            model_name="worker",
            name="arabic_digits",
            field=models.BooleanField(
                db_comment="The own choice: Arabic-Indic digits on the own pages in Arabic", default=False
            ),
        ),
        migrations.RunSQL(CHOOSE, "DROP FUNCTION house.choose_digits(boolean)"),
    ]

"""Drafts: a code to continue on wish, and functions by which only who knows a draft's place reaches it."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

# A draft is reached by its exact id, which follows from a secret that is stored nowhere. The token shows that a process
# of the house asks; it travels with the question, so that opening a draft is one step and no transaction of its own.
_FUNCTIONS = """
DROP POLICY intake_draft_select ON intake_draft;
DROP POLICY intake_draft_insert ON intake_draft;
DROP POLICY intake_draft_update ON intake_draft;
DROP POLICY intake_draft_delete ON intake_draft;
CREATE POLICY intake_draft_select ON intake_draft FOR SELECT TO app USING ((SELECT house.actor_purpose()) = 'clockwork');
CREATE POLICY intake_draft_delete ON intake_draft FOR DELETE TO app USING ((SELECT house.actor_purpose()) = 'clockwork');
CREATE POLICY intake_draft_functions ON intake_draft TO owner USING (true) WITH CHECK (true);
REVOKE INSERT, UPDATE ON intake_draft FROM app;

CREATE FUNCTION house.enter_job(given text, job text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('takatuf.token', given, true);
  IF house.actor_purpose() IS DISTINCT FROM job THEN
    RAISE insufficient_privilege USING MESSAGE = 'This job is not open.';
  END IF;
END $$;

CREATE FUNCTION house.open_draft(given text, draft uuid, at timestamptz) RETURNS TABLE (answers bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM house.enter_job(given, 'drafts');
  RETURN QUERY SELECT d.answers FROM public.intake_draft AS d WHERE d.id = draft AND d.expires_at > at;
END $$;

CREATE FUNCTION house.resume_draft(given text, code uuid, at timestamptz) RETURNS TABLE (resume_key bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM house.enter_job(given, 'drafts');
  RETURN QUERY SELECT d.resume_key FROM public.intake_draft AS d WHERE d.resume_id = code AND d.expires_at > at;
END $$;

CREATE FUNCTION house.keep_draft(given text, draft uuid, sealed bytea, until timestamptz, code uuid, code_key bytea)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM house.enter_job(given, 'drafts');
  INSERT INTO public.intake_draft AS d (id, answers, expires_at, resume_id, resume_key)
    VALUES (draft, sealed, until, code, code_key)
    ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, expires_at = excluded.expires_at,
      resume_id = coalesce(excluded.resume_id, d.resume_id), resume_key = coalesce(excluded.resume_key, d.resume_key);
END $$;

CREATE FUNCTION house.erase_draft(given text, draft uuid) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM house.enter_job(given, 'drafts');
  DELETE FROM public.intake_draft AS d WHERE d.id = draft;
  RETURN FOUND;
END $$;

-- Whether a report was sent with this key, for who holds it.
CREATE POLICY intake_reportkey_functions ON intake_reportkey FOR SELECT TO owner USING (true);
CREATE FUNCTION house.was_sent(given text, key bytea) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM house.enter_job(given, 'drafts');
  RETURN EXISTS (SELECT 1 FROM public.intake_reportkey AS k WHERE k.token = key);
END $$;

-- In the transaction that stores what was sent: the reports are there and their drafts are gone, or neither.
CREATE FUNCTION house.erase_sent_drafts(drafts uuid[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'intake' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the job that takes reports in erases what was sent.';
  END IF;
  DELETE FROM public.intake_draft AS d WHERE d.id = ANY (drafts);
END $$;

GRANT EXECUTE ON FUNCTION house.open_draft(text, uuid, timestamptz), house.resume_draft(text, uuid, timestamptz),
  house.keep_draft(text, uuid, bytea, timestamptz, uuid, bytea), house.erase_draft(text, uuid),
  house.was_sent(text, bytea), house.erase_sent_drafts(uuid[]) TO app;
"""

_BACK = """
DROP FUNCTION house.erase_sent_drafts(uuid[]);
DROP FUNCTION house.was_sent(text, bytea);
DROP POLICY intake_reportkey_functions ON intake_reportkey;
DROP FUNCTION house.erase_draft(text, uuid);
DROP FUNCTION house.keep_draft(text, uuid, bytea, timestamptz, uuid, bytea);
DROP FUNCTION house.resume_draft(text, uuid, timestamptz);
DROP FUNCTION house.open_draft(text, uuid, timestamptz);
DROP FUNCTION house.enter_job(text, text);
GRANT INSERT, UPDATE ON intake_draft TO app;
DROP POLICY intake_draft_functions ON intake_draft;
DROP POLICY intake_draft_select ON intake_draft;
DROP POLICY intake_draft_delete ON intake_draft;
CREATE POLICY intake_draft_select ON intake_draft FOR SELECT TO app USING
  ((intake_draft.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter')
  OR (SELECT house.actor_purpose()) = 'clockwork');
CREATE POLICY intake_draft_insert ON intake_draft FOR INSERT TO app WITH CHECK
  (intake_draft.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter');
CREATE POLICY intake_draft_update ON intake_draft FOR UPDATE TO app
  USING (intake_draft.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter')
  WITH CHECK (intake_draft.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter');
CREATE POLICY intake_draft_delete ON intake_draft FOR DELETE TO app USING
  ((intake_draft.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter')
  OR (SELECT house.actor_purpose()) = 'clockwork');
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_checks")]

    operations: list[Operation] = [
        # Drafts live a day and cannot be carried over: their ids followed from short codes.
        migrations.RunSQL("TRUNCATE intake_draft;", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="draft",
            name="answers",
            field=models.BinaryField(db_comment="Sealed by a key that is derived from the browser's secret"),
        ),
        migrations.AddField(
            model_name="draft",
            name="resume_id",
            field=models.UUIDField(
                db_comment="Derived from the code to continue; empty until a code is asked for",
                null=True,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="resume_key",
            field=models.BinaryField(
                db_comment="The secret, sealed by a key derived from that code", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resume_id__isnull", True), ("resume_key__isnull", True)),
                    models.Q(("resume_id__isnull", False), ("resume_key__isnull", False)),
                    _connector="OR",
                ),
                name="intake_draft_code_opens",
                violation_error_message="A code to continue leads to a draft and opens it, or there is none.",
            ),
        ),
        migrations.RunSQL(_FUNCTIONS, _BACK),
    ]

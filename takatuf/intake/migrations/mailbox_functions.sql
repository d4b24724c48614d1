-- What the holder of a receipt reported, without a word of it: the report, its record, who told, when. Nobody else gets a row.
CREATE POLICY intake_mailbox_functions ON intake_mailbox FOR SELECT TO owner USING (true);
CREATE POLICY intake_report_functions ON intake_report FOR SELECT TO owner USING (true);
CREATE POLICY intake_reportercontact_functions ON intake_reportercontact FOR SELECT TO owner USING (true);
CREATE FUNCTION house.reported() RETURNS TABLE (report_id uuid, record_id uuid, reporter_kind text, received_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT told.id, told.record_id, told.reporter_kind::text, told.received_at
     FROM public.intake_mailbox AS box JOIN public.intake_report AS told ON told.id = box.report_id
     WHERE box.id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'reporter' $$;
-- The same, one value each: a row policy reads no table but Access.
CREATE FUNCTION house.reported_report() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT report_id FROM house.reported() $$;
CREATE FUNCTION house.reported_record() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT record_id FROM house.reported() $$;

-- The holder of the receipt adds a contact, and erases the one that stands; nobody at an agency does either.
CREATE POLICY intake_reportercontact_reporter_select ON intake_reportercontact FOR SELECT TO app
  USING ((SELECT house.actor_kind()) = 'reporter' AND report_id = (SELECT house.reported_report()));
CREATE POLICY intake_reportercontact_reporter_insert ON intake_reportercontact FOR INSERT TO app
  WITH CHECK ((SELECT house.actor_kind()) = 'reporter' AND report_id = (SELECT house.reported_report()) AND ended_at IS NULL);
CREATE POLICY intake_reportercontact_reporter_update ON intake_reportercontact FOR UPDATE TO app
  USING ((SELECT house.actor_kind()) = 'reporter' AND report_id = (SELECT house.reported_report()) AND ended_at IS NULL)
  WITH CHECK ((SELECT house.actor_kind()) = 'reporter' AND ended_at IS NOT NULL AND contact IS NULL);

-- When contacts were given and taken back, for those who work on the report; never what they say.
CREATE FUNCTION house.contacts_of(report uuid) RETURNS TABLE (given_at timestamptz, ended_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT kept.given_at, kept.ended_at FROM public.intake_reportercontact AS kept
     JOIN public.intake_report AS told ON told.id = kept.report_id
     WHERE kept.report_id = report AND (SELECT house.actor_kind()) = 'worker'
       AND EXISTS (SELECT 1 FROM public.agencies_access AS granted WHERE granted.record_id = told.record_id
         AND granted.agency_id = (SELECT house.actor_agency()) AND granted.level IN ('write', 'lead')
         AND (granted.until IS NULL OR granted.until > now())) ORDER BY 1 $$;

-- The contact that stands opens for an hour, to the one worker who asked: the second person has agreed just now, or the
-- worker says that there is danger to life, and a review is owed. The database itself counts the persons.
CREATE FUNCTION house.reach_contact(opening uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  asked public.intake_contactopening;
  me uuid := house.actor_id();
BEGIN
  SELECT * INTO asked FROM public.intake_contactopening AS o WHERE o.id = opening;
  IF asked.id IS NULL OR house.actor_kind() IS DISTINCT FROM 'worker' OR asked.agency_id IS DISTINCT FROM house.actor_agency()
    OR NOT ((asked.in_danger AND asked.second_said = '' AND asked.asked_by_id = me)
      OR (NOT asked.in_danger AND asked.second_said = 'agreed' AND asked.second_by_id = me AND asked.asked_by_id <> me)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A reporter''s contact opens to two persons, or in danger to life to one.';
  END IF;
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until)
    SELECT gen_random_uuid(), kept.record_id, asked.agency_id, asked.asked_by_id, 'read', now(), now() + interval '1 hour'
    FROM public.intake_reportercontact AS kept JOIN public.intake_report AS told ON told.id = kept.report_id
    WHERE kept.report_id = asked.report_id AND told.record_id = asked.record_id AND kept.ended_at IS NULL
    ON CONFLICT ON CONSTRAINT agencies_access_once DO UPDATE SET granted_at = excluded.granted_at, until = excluded.until;
END $$;
GRANT EXECUTE ON FUNCTION house.reported(), house.reported_report(), house.reported_record(), house.contacts_of(uuid),
  house.reach_contact(uuid) TO app;

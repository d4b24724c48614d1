-- Whoever received a link is told that it was undone, also at a case that who undid it does not reach. The function writes the
-- notices itself and answers with their number alone, so that nobody learns which agencies work on the other case.
CREATE POLICY casework_caselink_functions ON casework_caselink FOR SELECT TO owner USING (true);
CREATE POLICY casework_caseagency_functions ON casework_caseagency FOR SELECT TO owner USING (true);
CREATE POLICY casework_case_functions ON casework_case FOR SELECT TO owner USING (true);
CREATE POLICY clocks_notice_functions ON clocks_notice FOR INSERT TO owner WITH CHECK (kind = 'link_undone');
CREATE FUNCTION house.tell_link_undone(link uuid, at timestamptz) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  told integer;
BEGIN
  IF house.actor_kind() IS DISTINCT FROM 'worker' OR NOT EXISTS (
      SELECT 1 FROM public.casework_caselink AS undone WHERE undone.id = link AND undone.undone_at = tell_link_undone.at
        AND undone.undone_by_id = house.actor_id()
        AND (house.reaches(undone.record_id, ARRAY['write', 'lead']) OR house.reaches(undone.other_record_id, ARRAY['write', 'lead'])))
  THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only who undid a link tells of it.';
  END IF;
  INSERT INTO public.clocks_notice (id, record_id, agency_id, kind, params, at)
    SELECT gen_random_uuid(), here.record_id, member.agency_id, 'link_undone',
      jsonb_build_object('code', here.code, 'other', there.code, 'link', undone.kind, 'basis', undone.basis), tell_link_undone.at
    FROM public.casework_caselink AS undone
    JOIN public.casework_case AS here ON here.record_id IN (undone.record_id, undone.other_record_id)
    JOIN public.casework_case AS there ON there.record_id IN (undone.record_id, undone.other_record_id)
      AND there.record_id <> here.record_id
    JOIN public.casework_caseagency AS member ON member.record_id = here.record_id AND member.left_at IS NULL
    -- A link that nobody confirmed reached the leading agencies alone.
    WHERE undone.id = link AND (undone.confirmed_at IS NOT NULL OR member.part = 'lead');
  GET DIAGNOSTICS told = ROW_COUNT;
  RETURN told;
END $$;
GRANT EXECUTE ON FUNCTION house.tell_link_undone(uuid, timestamptz) TO app;

-- The court's reading record belongs to the court, and a party's to the party (practice.md 22): whoever a submission was filed
-- with or served on is seen reading by the own agency alone. What the writing agency reads of its own draft stays visible
-- to those who reach the draft. Answers nothing to who does not reach the record.
CREATE FUNCTION house.reads_apart(record uuid, agency uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT house.reaches(record, ARRAY['read', 'write', 'lead']) AND (house.is_court(agency) OR (
       EXISTS (SELECT 1 FROM public.agencies_record AS r WHERE r.id = record AND r.kind = 'submission')
       AND NOT EXISTS (SELECT 1 FROM public.agencies_access AS a WHERE a.record_id = record AND a.agency_id = agency
         AND a.level = 'lead'))) $$;
REVOKE EXECUTE ON FUNCTION house.reads_apart(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION house.reads_apart(uuid, uuid) TO app;
DROP POLICY agencies_disclosure_select ON agencies_disclosure;
CREATE POLICY agencies_disclosure_select ON agencies_disclosure FOR SELECT TO app USING (
  EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = agencies_disclosure.record_id
    AND granted.agency_id = (SELECT house.actor_agency()))
  AND (agency_id = (SELECT house.actor_agency()) OR NOT house.reads_apart(record_id, agency_id)));

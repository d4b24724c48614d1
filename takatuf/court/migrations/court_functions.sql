-- What stands before a court never changes; the database says so too.
CREATE FUNCTION house.court_fact_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
     OR to_jsonb(NEW) - 'withdrawn_at' IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' THEN
    RAISE check_violation USING MESSAGE = 'A fact and its sources never change; write a new version, or withdraw it.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_fact_stays BEFORE UPDATE ON court_fact FOR EACH ROW EXECUTE FUNCTION house.court_fact_stays();
CREATE TRIGGER court_factsource_stays BEFORE UPDATE ON court_factsource FOR EACH ROW EXECUTE FUNCTION house.court_fact_stays();

-- Runs as who places the fact, so the row policies count: a source that this actor cannot see does not stand.
CREATE FUNCTION house.court_fact_sourced() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.court_factsource AS source
                 WHERE source.fact_id = NEW.fact_id AND source.withdrawn_at IS NULL) THEN
    RAISE check_violation USING MESSAGE = 'A fact without a source cannot stand in a submission.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_fact_sourced BEFORE INSERT ON court_submissionfact
  FOR EACH ROW EXECUTE FUNCTION house.court_fact_sourced();

CREATE FUNCTION house.court_submission_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['state', 'filed_at', 'acknowledged_at']
         IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'filed_at', 'acknowledged_at'] THEN
    RAISE check_violation USING MESSAGE = 'A signed submission is frozen; write a supplement.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_submission_frozen BEFORE UPDATE ON court_submission
  FOR EACH ROW EXECUTE FUNCTION house.court_submission_frozen();

REVOKE UPDATE ON court_factposition, court_submissionfact, court_submissiondocument, court_hearing, court_ruling, court_order FROM app;

-- The court's reading record belongs to the court (practice.md 22): its own agency sees who of it looked, nobody else.
CREATE FUNCTION house.is_court(agency uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT EXISTS (SELECT 1 FROM public.agencies_agency AS a WHERE a.id = agency AND a.sector = 'court') $$;
DROP POLICY agencies_disclosure_select ON agencies_disclosure;
CREATE POLICY agencies_disclosure_select ON agencies_disclosure FOR SELECT TO app USING (
  EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = agencies_disclosure.record_id
    AND granted.agency_id = (SELECT house.actor_agency()))
  AND (agency_id = (SELECT house.actor_agency()) OR NOT house.is_court(agency_id)));

REVOKE EXECUTE ON FUNCTION house.court_fact_stays(), house.court_fact_sourced(), house.court_submission_frozen(),
  house.is_court(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION house.is_court(uuid) TO app, keeper;

-- What followed at court stays as it was written; only a measure that was asked for is decided, once, by a court.
REVOKE UPDATE ON court_hearingoutcome, court_hearingattendance, court_ordervariation, court_submissionreturn, court_appeal,
  court_compliance, court_protectivemeasure FROM app;
GRANT UPDATE (decision, words, until_on, decided_by_id, decided_at) ON court_protectivemeasure TO app;
CREATE POLICY court_protectivemeasure_update ON court_protectivemeasure FOR UPDATE TO app
  USING (EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = court_protectivemeasure.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) AND granted.level = 'lead') AND house.is_court((SELECT house.actor_agency())));

CREATE FUNCTION house.court_measure_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.decision <> '' THEN
    RAISE check_violation USING MESSAGE = 'The court decided on this measure; it stays as it was decided.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_measure_stays BEFORE UPDATE ON court_protectivemeasure FOR EACH ROW EXECUTE FUNCTION house.court_measure_stays();

-- A measure is asked for undecided.
CREATE FUNCTION house.court_measure_asked() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.decision <> '' THEN
    RAISE check_violation USING MESSAGE = 'A measure is asked for first, and decided by a court.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_measure_asked BEFORE INSERT ON court_protectivemeasure FOR EACH ROW EXECUTE FUNCTION house.court_measure_asked();
REVOKE EXECUTE ON FUNCTION house.court_measure_stays(), house.court_measure_asked() FROM PUBLIC;

-- What stands between the parties never changes: times of receipt are filled in once, and the court may give more time.
REVOKE UPDATE ON court_proceedings, court_courtparty, court_question, court_questionasked, court_answer, court_service FROM app;
GRANT UPDATE (due_at) ON court_question TO app;
GRANT UPDATE (answered_at) ON court_questionasked TO app;
GRANT UPDATE (addressee, address, received_at, proof_kind, proof, acknowledged_at, acknowledged_by_id) ON court_service TO app;

-- A party acknowledges for itself; a delivery on paper is proven by who served, or by the court. Each once.
CREATE FUNCTION house.court_service_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (OLD.received_at IS NOT NULL AND NEW.received_at IS DISTINCT FROM OLD.received_at)
     OR (OLD.acknowledged_at IS NOT NULL AND NEW.acknowledged_at IS DISTINCT FROM OLD.acknowledged_at)
     OR (OLD.proof_kind <> '' AND (NEW.proof_kind, NEW.proof) IS DISTINCT FROM (OLD.proof_kind, OLD.proof)) THEN
    RAISE check_violation USING MESSAGE = 'What was received and acknowledged stays on record as it is.';
  END IF;
  IF NEW.acknowledged_at IS DISTINCT FROM OLD.acknowledged_at AND NOT EXISTS (
      SELECT 1 FROM public.court_courtparty AS party WHERE party.id = NEW.party_id AND party.agency_id = house.actor_agency()) THEN
    RAISE check_violation USING MESSAGE = 'Only the party on whom it was served acknowledges it.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_service_stays BEFORE UPDATE ON court_service FOR EACH ROW EXECUTE FUNCTION house.court_service_stays();

-- A party answers for itself; for a party without an account the court writes down what came on paper.
CREATE FUNCTION house.court_answer_own() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.court_courtparty AS party WHERE party.id = NEW.party_id AND party.record_id = NEW.record_id
      AND (party.agency_id = NEW.agency_id OR (party.agency_id IS NULL AND house.is_court(NEW.agency_id)))) THEN
    RAISE check_violation USING MESSAGE = 'A party answers for itself.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_answer_own BEFORE INSERT ON court_answer FOR EACH ROW EXECUTE FUNCTION house.court_answer_own();

-- And takes positions for itself alone: on the record of proceedings a position comes with the party's own answer.
CREATE FUNCTION house.court_position_own() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (NEW.answer_id IS NOT NULL OR EXISTS (SELECT 1 FROM public.court_proceedings AS p WHERE p.record_id = NEW.record_id))
     AND NOT EXISTS (SELECT 1 FROM public.court_answer AS answer JOIN public.court_courtparty AS party ON party.id = answer.party_id
       WHERE answer.id = NEW.answer_id AND answer.record_id = NEW.record_id AND party.kind = NEW.party
         AND answer.agency_id = house.actor_agency()) THEN
    RAISE check_violation USING MESSAGE = 'A party takes positions for itself, with its answer.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER court_position_own BEFORE INSERT ON court_factposition FOR EACH ROW EXECUTE FUNCTION house.court_position_own();
REVOKE EXECUTE ON FUNCTION house.court_service_stays(), house.court_answer_own(), house.court_position_own() FROM PUBLIC;

-- Only a court holds hearings and rules, whoever leads the submission.
DROP POLICY court_hearing_insert ON court_hearing;
DROP POLICY court_ruling_insert ON court_ruling;
DROP POLICY court_order_insert ON court_order;
CREATE POLICY court_hearing_insert ON court_hearing FOR INSERT TO app WITH CHECK (EXISTS (SELECT 1 FROM agencies_access AS granted
  WHERE granted.record_id = court_hearing.record_id AND granted.agency_id = (SELECT house.actor_agency())
    AND granted.level IN ('write', 'lead')) AND house.is_court((SELECT house.actor_agency())));
CREATE POLICY court_ruling_insert ON court_ruling FOR INSERT TO app WITH CHECK (EXISTS (SELECT 1 FROM agencies_access AS granted
  WHERE granted.record_id = court_ruling.record_id AND granted.agency_id = (SELECT house.actor_agency())
    AND granted.level IN ('write', 'lead')) AND house.is_court((SELECT house.actor_agency())));
CREATE POLICY court_order_insert ON court_order FOR INSERT TO app WITH CHECK (EXISTS (SELECT 1 FROM agencies_access AS granted
  WHERE granted.record_id = court_order.record_id AND granted.agency_id = (SELECT house.actor_agency())
    AND granted.level IN ('write', 'lead')) AND house.is_court((SELECT house.actor_agency())));

-- Proceedings and services belong to their case too: what closes the case inside an agency closes these with it.
GRANT SELECT (case_record_id, record_id) ON court_proceedings TO finder;
GRANT SELECT (case_record_id, record_id) ON court_service TO finder;
SET ROLE NONE;
CREATE OR REPLACE FUNCTION house.records_of(root uuid) RETURNS TABLE (record_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT root
  UNION SELECT c.report_record_id FROM public.casework_casereport AS c WHERE c.record_id = root
  UNION SELECT m.record_id FROM public.casework_casereport AS c JOIN public.intake_mailbox AS m ON m.report_id = c.report_id WHERE c.record_id = root
  UNION SELECT k.record_id FROM public.casework_casereport AS c JOIN public.intake_reportercontact AS k ON k.report_id = c.report_id WHERE c.record_id = root
  UNION SELECT p.person_record_id FROM public.casework_caserole AS p WHERE p.record_id = root
  UNION SELECT r.record_id FROM public.jointwork_referral AS r WHERE r.case_record_id = root
  UNION SELECT s.record_id FROM public.jointwork_step AS s WHERE s.case_record_id = root
  UNION SELECT o.record_id FROM public.jointwork_opening AS o WHERE o.case_record_id = root
  UNION SELECT l.record_id FROM public.jointwork_lock AS l WHERE l.case_record_id = root
  UNION SELECT t.record_id FROM public.court_submission AS t WHERE t.case_record_id = root
  UNION SELECT p.record_id FROM public.court_proceedings AS p WHERE p.case_record_id = root
  UNION SELECT v.record_id FROM public.court_service AS v WHERE v.case_record_id = root $$;
SET ROLE owner;
CREATE TRIGGER court_proceedings_follows AFTER INSERT ON court_proceedings REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('case_record_id', 'record_id');
CREATE TRIGGER court_service_follows AFTER INSERT ON court_service REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('case_record_id', 'record_id');

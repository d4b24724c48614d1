-- Submissions belong to their case too: the function of jointwork once more, with what the court's room adds.
GRANT SELECT (case_record_id, record_id) ON court_submission TO finder;
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
  UNION SELECT t.record_id FROM public.court_submission AS t WHERE t.case_record_id = root $$;
SET ROLE owner;
CREATE TRIGGER court_submission_follows AFTER INSERT ON court_submission REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('case_record_id', 'record_id');

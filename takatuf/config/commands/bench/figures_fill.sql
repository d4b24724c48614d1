-- Fills the house of a measurement: each report as the house stores it, with what is counted of it: its rating, its decision,
-- its clock; a mailbox for each tenth and a message in half of those; a case for each twentieth, with a visit and a step.
INSERT INTO agencies_record (id, kind, opened_at)
 SELECT record, 'report', at
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made;

INSERT INTO agencies_record (id, kind, opened_at)
 SELECT case_record, 'case', at
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 20 = 0;

INSERT INTO agencies_record (id, kind, opened_at)
 SELECT box_record, 'mailbox', at
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 10 = 0;

INSERT INTO intake_report (id, record_id, agency_id, code, channel, reporter_kind, language, kinds, region, received_at, content, burst, campaign)
 SELECT report, record, %(centre)s, 'B-' || n, (ARRAY['public_web', 'hotline', 'provider', 'agency'])[1 + n %% 4], (ARRAY['child', 'parent', 'professional', 'bystander', 'provider'])[1 + n %% 5], 'ar', ARRAY[(ARRAY['grooming', 'extortion', 'labour', 'online_exploitation', 'unknown'])[1 + n %% 5]], CASE WHEN n %% 3 = 0 THEN '' ELSE 'SA-' || lpad((1 + n %% 7)::text, 2, '0') END, at, decode(repeat('6e', 700), 'hex'), false, ''
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made;

INSERT INTO triage_rating (id, record_id, report_id, agency_id, level, gates, points, reasons, rule_version, review_due_at, at, cause, turn, awaiting, folded, compared)
 SELECT rating, record, report, %(centre)s, 1 + n %% 5, '{}', 0, '[]', 'bench', at + interval '1 hour', at, 'received', 1, false, false, true
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made;

INSERT INTO triage_triagedecision (id, record_id, report_id, rating_id, level, outcome, closed_as, why_closed, kinds, reason, state, decided_by_id, decided_at)
 SELECT uuidv7(), record, report, rating, 1 + (n + n %% 9 / 8) %% 5, 'information', '', '', '{}', '\x6e', 'in_force', %(worker)s, at + (n %% 97) * interval '1 hour' / 8
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 11 > 0;

INSERT INTO clocks_deadline (id, record_id, subject_id, kind, agency_id, origin, checked, started_at, due_at, met_at, missed_level)
 SELECT uuidv7(), record, report, 'first_review', %(centre)s, 'our_default', false, at, at + interval '1 hour', CASE WHEN n %% 11 > 0 THEN at + (n %% 97) * interval '1 hour' / 8 END, n %% 4
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made;

INSERT INTO intake_mailbox (id, record_id, report_id, holder_id, status, closed_as, changed_at)
 SELECT box, box_record, report, %(centre)s, 'received', '', at
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 10 = 0;

INSERT INTO intake_message (id, record_id, mailbox_id, direction, text, at, written_by_id, danger)
 SELECT uuidv7(), box_record, box, 'to_reporter', '\x6e', at + interval '1 day', %(worker)s, false
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 20 = 0;

INSERT INTO casework_case (id, record_id, code, level, stage, lead_id, opened_at, opened_by_id, round)
 SELECT case_id, case_record, 'B-' || n, 1 + n %% 4, 'assessed', %(social)s, at + interval '1 hour', %(worker)s, 1
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 20 = 0;

INSERT INTO casework_casereport (id, record_id, report_id, report_record_id, report_code, linked_at, linked_by_id)
 SELECT uuidv7(), case_record, report, record, 'B-' || n, at, %(worker)s
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 20 = 0;

INSERT INTO casework_visit (id, record_id, child_seen, child_seen_alone, safe_now, agency_id, visited_by_id, at)
 SELECT uuidv7(), case_record, true, true, 'yes', %(social)s, %(worker)s, at + (n %% 500) * interval '1 hour'
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 40 = 0;

INSERT INTO jointwork_step (id, record_id, case_record_id, track, title, owner_id, origin, cite, checked, blocks_closure, started_at, due_at, stopped)
 SELECT uuidv7(), case_record, case_record, 'assessment_support', 'initial_assessment', %(social)s, 'our_default', '', false, false, at, at + interval '15 days', false
 FROM (SELECT n, (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid AS record, (lpad(to_hex(n), 12, '0') || '70008000000000000002')::uuid AS report, (lpad(to_hex(n), 12, '0') || '70008000000000000003')::uuid AS rating, (lpad(to_hex(n), 12, '0') || '70008000000000000004')::uuid AS case_record, (lpad(to_hex(n), 12, '0') || '70008000000000000005')::uuid AS case_id, (lpad(to_hex(n), 12, '0') || '70008000000000000006')::uuid AS box_record, (lpad(to_hex(n), 12, '0') || '70008000000000000007')::uuid AS box,
  %(since)s::timestamptz + (%(span)s::interval) * (n::float8 / %(many)s) AS at FROM generate_series(1, %(many)s) AS n) AS made
 WHERE n %% 20 = 0;


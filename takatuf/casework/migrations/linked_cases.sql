-- The other side of a link: its code and the agency that leads it, nothing else, and only of links that stand and whose one
-- side the worker reaches. The function belongs to the role `finder`, which may read only these columns.
CREATE FUNCTION house.linked_cases(links uuid[]) RETURNS TABLE (record_id uuid, code text, lead_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT DISTINCT found.record_id, found.code::text, found.lead_id
  FROM public.casework_caselink AS link
  JOIN public.casework_case AS found ON found.record_id IN (link.record_id, link.other_record_id)
  WHERE link.id = ANY (links) AND link.confirmed_at IS NOT NULL AND house.actor_kind() = 'worker'
    AND (house.reaches(link.record_id, ARRAY['read', 'write', 'lead'])
      OR house.reaches(link.other_record_id, ARRAY['read', 'write', 'lead'])) $$;
GRANT EXECUTE ON FUNCTION house.actor_kind(), house.reaches(uuid, text[]) TO finder;
GRANT SELECT (id, record_id, other_record_id, confirmed_at) ON casework_caselink TO finder;
GRANT SELECT (record_id, code, lead_id) ON casework_case TO finder;
GRANT EXECUTE ON FUNCTION house.linked_cases(uuid[]) TO app;
-- Only a superuser gives a function to a role that it is not a member of; the migrations' own role comes back after.
SET ROLE NONE;
ALTER FUNCTION house.linked_cases(uuid[]) OWNER TO finder;
SET ROLE owner;

-- "Agency X holds a match on an account": nothing else leaves an agency. The function belongs to the role `finder`, which
-- passes row security and may read only these columns; it answers workers, and never about records that they reach.
CREATE FUNCTION house.holders_of(tokens bytea[]) RETURNS TABLE (agency_id uuid, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT DISTINCT holder.agency_id, found.kind::text
  FROM public.people_identifier AS found
  JOIN public.agencies_access AS holder ON holder.record_id = found.record_id AND holder.level = 'lead'
    AND (holder.until IS NULL OR holder.until > now())
  WHERE found.token = ANY (tokens) AND house.actor_kind() = 'worker'
    AND NOT EXISTS (SELECT 1 FROM public.agencies_access AS mine
      WHERE mine.record_id = found.record_id AND mine.agency_id = house.actor_agency())
  ORDER BY 1, 2 $$;
GRANT EXECUTE ON FUNCTION house.actor_kind(), house.actor_agency() TO finder;
GRANT SELECT (record_id, kind, token) ON people_identifier TO finder;
GRANT SELECT (record_id, agency_id, level, until) ON agencies_access TO finder;
GRANT EXECUTE ON FUNCTION house.holders_of(bytea[]) TO app;
-- Only a superuser gives a function to a role that it is not a member of; the migrations' own role comes back after.
SET ROLE NONE;
ALTER FUNCTION house.holders_of(bytea[]) OWNER TO finder;
SET ROLE owner;

-- Keys of organisations' programs: each a grant of its own, held by the organisation, for its own office, narrow and short.

CREATE FUNCTION ledger.is_key(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        g.kind = 'service' AND g.holder_id = g.office_id AND g.reach = ARRAY[g.holder_id] AND g.subject_id IS NULL AND g.post = ''
        AND cardinality(g.purposes) > 0 AND g.purposes::text[] <@ ARRAY['case.file', 'case.read']
        AND g.valid_to <= g.valid_from + interval '366 days'
        AND EXISTS (SELECT FROM korat_ledger_subject WHERE id = g.holder_id AND kind = 'organisation')
        -- The act that makes or ends it names the organisation.
        AND ledger.tells(ledger.running_act(), ARRAY[g.holder_id]), false)
$$;

CREATE OR REPLACE FUNCTION ledger.give(
    p_uuid uuid, p_kind text, p_holder bigint, p_office bigint, p_post text, p_subject bigint, p_purposes text[], p_reach bigint[],
    p_basis text, p_from timestamptz, p_to timestamptz, p_requires text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    g.uuid := p_uuid; g.kind := p_kind; g.holder_id := p_holder; g.office_id := p_office; g.post := p_post;
    g.subject_id := p_subject; g.purposes := p_purposes; g.reach := p_reach; g.basis := p_basis; g.requires := p_requires;
    g.valid_from := p_from; g.valid_to := p_to;
    -- Who manages posts gives posts and keys: no mandate over anybody, and no emergency.
    IF NOT (ledger.has_act_over_grants() AND (p_kind = 'post' OR ledger.is_key(g)) OR ledger.may_give(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant without an act that gives it' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_grant (uuid, kind, holder_id, office_id, post, subject_id, purposes, reach, basis, requires, valid_from, valid_to)
    VALUES (g.uuid, g.kind, g.holder_id, g.office_id, g.post, g.subject_id, g.purposes, g.reach, g.basis, g.requires, g.valid_from, g.valid_to)
    RETURNING id INTO g.id;
    RETURN g.id;
END $$;

CREATE OR REPLACE FUNCTION ledger.finish(p_grant bigint, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    SELECT * INTO g FROM korat_ledger_grant WHERE id = p_grant AND ended_at IS NULL FOR UPDATE;
    IF g.id IS NULL THEN
        RETURN;
    END IF;
    IF NOT (ledger.has_act_over_grants() AND (g.kind = 'post' OR ledger.is_key(g)) OR ledger.may_finish(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant ended without an act that ends it' USING ERRCODE = 'KR403';
    END IF;
    UPDATE korat_ledger_grant SET ended_at = p_at WHERE id = p_grant;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

-- Consents: an office asks one person for leave to look, and the person's answer gives just what was asked. What grants.sql
-- let a consent be (a mandate by another name) is narrowed here to that.

-- What a person may let an office see. Its look opens cases at every office; never a sealed one, the contact or the record.
CREATE FUNCTION ledger.shareable_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['case.share']$$;

-- As before, and: a consent holds only while its holder is in the very post that asked for it.
CREATE OR REPLACE FUNCTION ledger.checked_grant(p_grant bigint, p_holder bigint, p_purpose text, p_subjects bigint[]) RETURNS korat_ledger_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    SELECT * INTO g FROM korat_ledger_grant WHERE id = p_grant;
    IF g.id IS NULL OR g.holder_id <> p_holder THEN
        RAISE EXCEPTION 'the grant is not the actor''s' USING ERRCODE = 'KR403';
    END IF;
    IF g.ended_at IS NOT NULL OR g.valid_from > clock_timestamp() OR g.valid_to <= clock_timestamp() THEN
        RAISE EXCEPTION 'the grant does not hold now' USING ERRCODE = 'KR403';
    END IF;
    IF p_purpose <> ALL (g.purposes) THEN
        RAISE EXCEPTION 'the grant is not for purpose %', p_purpose USING ERRCODE = 'KR403';
    END IF;
    IF g.subject_id IS NOT NULL AND NOT p_subjects <@ ARRAY[g.subject_id] THEN
        RAISE EXCEPTION 'the grant is for another subject' USING ERRCODE = 'KR403';
    END IF;
    IF cardinality(g.requires) > 0 AND EXISTS (
        SELECT FROM unnest(g.requires) AS needed(code) WHERE NOT EXISTS (
            SELECT FROM korat_ledger_competence c WHERE c.subject_id = p_holder AND c.code = needed.code
            AND c.valid_from <= clock_timestamp() AND (c.valid_to IS NULL OR c.valid_to > clock_timestamp()))
    ) THEN
        RAISE EXCEPTION 'the holder lacks a competence' USING ERRCODE = 'KR403';
    END IF;
    IF g.kind = 'consent' AND NOT ledger.in_post(p_holder, g.office_id, g.post) THEN
        RAISE EXCEPTION 'the holder has left the post that was trusted' USING ERRCODE = 'KR403';
    END IF;
    RETURN g;
END $$;

CREATE FUNCTION ledger.in_post(p_holder bigint, p_office bigint, p_post text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM korat_ledger_grant WHERE holder_id = p_holder AND kind = 'post' AND office_id = p_office AND post = p_post
        AND ended_at IS NULL AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp()))
$$;

-- As before, and: each of the two that are lent opens by its own purpose.
CREATE OR REPLACE FUNCTION ledger.look(
    p_uuid uuid, p_kind text, p_occurred timestamptz, p_actor bigint, p_grant bigint, p_purpose text, p_about uuid, p_request text,
    p_session text, p_subjects bigint[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant := ledger.checked_grant(p_grant, p_actor, p_purpose, p_subjects);
BEGIN
    IF g.kind = 'mandate' AND p_purpose <> 'case.follow' OR g.kind = 'consent' AND p_purpose <> 'case.share' THEN
        RAISE EXCEPTION 'what was lent opens cases alone' USING ERRCODE = 'KR403';
    END IF;
    IF g.kind <> 'self' OR NOT EXISTS (
        SELECT 1 FROM korat_ledger_act WHERE look AND ground = 'self' AND actor_id = p_actor AND purpose = p_purpose
        AND recorded_at > clock_timestamp() - interval '12 hours' AND facts ->> 'session' = p_session AND kind = p_kind
    ) THEN
        PERFORM ledger.write_act(g, p_uuid, p_kind, 1::smallint, true, p_occurred, p_purpose, p_about, NULL, p_request,
            CASE WHEN g.kind = 'self' THEN jsonb_build_object('session', p_session) ELSE '{}' END, p_subjects,
            array_fill(NULL::text, ARRAY[cardinality(p_subjects)]));
    END IF;
    INSERT INTO korat_ledger_opening VALUES (pg_backend_pid(), p_uuid, pg_current_xact_id(), clock_timestamp(), p_purpose, p_subjects,
        CASE WHEN g.reach IS NULL OR g.office_id IS NULL THEN g.reach ELSE g.reach || -g.office_id END)
    ON CONFLICT (pid) DO UPDATE SET token = EXCLUDED.token, xact = EXCLUDED.xact, opened_at = EXCLUDED.opened_at,
        purpose = EXCLUDED.purpose, subjects = EXCLUDED.subjects, reach = EXCLUDED.reach;
    PERFORM set_config('korat.look', p_uuid::text, false);
END $$;

-- Whether a post asked for just this: the same person, post, purposes, and no longer. An answer after a month is none.
CREATE FUNCTION ledger.was_asked(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM korat_ledger_act q WHERE q.about = g.uuid AND q.recorded_at > clock_timestamp() - interval '31 days'
        AND q.purpose = 'consent.ask' AND q.ground = 'post' AND NOT q.look AND q.actor_id = g.holder_id
        AND q.office_id = g.office_id AND q.post = g.post AND ledger.tells(q, ARRAY[g.subject_id])
        AND to_jsonb(g.purposes) = q.facts -> 'purposes'
        AND g.valid_to <= g.valid_from + make_interval(hours => (q.facts ->> 'hours')::integer))
$$;

-- As before, and: a consent is the answer of the very person to an office's question.
CREATE OR REPLACE FUNCTION ledger.may_give(a korat_ledger_act, g korat_ledger_grant) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    bounded boolean := g.holder_id <> g.subject_id AND g.reach IS NULL AND cardinality(g.purposes) > 0
        AND g.valid_to <= g.valid_from + interval '366 days' AND g.valid_from <= clock_timestamp() + interval '366 days';
    lent boolean := bounded AND g.kind = 'mandate' AND g.office_id IS NULL AND g.post = ''
        AND g.purposes::text[] <@ ledger.lendable_purposes()
        AND (SELECT bool_and(kind IN ('person', 'organisation')) FROM korat_ledger_subject WHERE id IN (g.holder_id, g.subject_id));
    shared boolean := bounded AND g.kind = 'consent' AND g.purposes::text[] <@ ledger.shareable_purposes()
        AND g.valid_from <= clock_timestamp() + interval '5 minutes' AND ledger.in_post(g.holder_id, g.office_id, g.post);
BEGIN
    IF a.facts ->> 'grant' IS DISTINCT FROM g.uuid::text OR NOT ledger.tells(a, ARRAY[g.subject_id, g.holder_id]) THEN
        RETURN false;
    END IF;
    RETURN coalesce(CASE
        WHEN a.purpose = 'grant.give' THEN a.ground = 'self' AND g.subject_id = a.actor_id
            AND (lent OR shared AND ledger.was_asked(g))
        WHEN a.purpose = 'mandate.witness' THEN a.ground = 'post' AND lent AND a.actor_id NOT IN (g.subject_id, g.holder_id)
        -- Break-glass: for the official oneself, on one person, for hours, with a reason that this person can read.
        WHEN a.purpose = 'emergency' THEN a.ground = 'post' AND g.kind = 'emergency' AND g.holder_id = a.actor_id
            AND g.subject_id <> a.actor_id AND g.office_id = a.office_id AND g.post = a.post AND g.reach IS NULL
            AND g.purposes::text[] <@ ARRAY['emergency.look'] AND g.valid_from <= clock_timestamp() + interval '5 minutes'
            AND g.valid_to <= clock_timestamp() + interval '24 hours'
            AND EXISTS (SELECT FROM korat_ledger_actsubject WHERE act_id = a.id AND recorded_at = a.recorded_at
                AND subject_id = g.subject_id AND length(btrim(detail::jsonb ->> 'reason')) >= 10)
        ELSE false
    END, false);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

-- Grants that people give, take and end themselves. What law.sql let pass too widely is narrowed here: who admits, gives
-- and ends. Each function asks the act that this very transaction has recorded; the act names the grant it is about.

-- Bulk loads of the owner name no requirement.
ALTER TABLE korat_ledger_grant ALTER COLUMN requires SET DEFAULT '{}';

-- What a newcomer may bring. Not one of these is an authority over anybody else.
CREATE FUNCTION ledger.own_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['self', 'case.file', 'case.reply', 'grant.give', 'grant.end', 'erase']$$;
-- What one may let another do in one's place: file, reply, follow one's cases. Never: give on, see the name and home, erase.
CREATE FUNCTION ledger.lendable_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['case.file', 'case.reply', 'case.follow']$$;

CREATE OR REPLACE FUNCTION ledger.admit(p_uuid uuid, p_kind text, p_purposes text[], p_basis text, OUT subject bigint, OUT self_grant bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT p_purposes <@ ledger.own_purposes() THEN
        RAISE EXCEPTION 'a newcomer acts for oneself alone' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_subject (uuid, kind, created_at) VALUES (p_uuid, p_kind, clock_timestamp()) RETURNING id INTO subject;
    -- From a day back: the clock of a web server may lag behind the database's.
    INSERT INTO korat_ledger_grant (uuid, kind, holder_id, subject_id, post, purposes, requires, basis, valid_from)
    VALUES (gen_random_uuid(), 'self', subject, subject, '', p_purposes, '{}', p_basis, clock_timestamp() - interval '1 day')
    RETURNING id INTO self_grant;
END $$;

-- As before, and: the holder has what the authority requires, such as a licence, on this very day.
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
    RETURN g;
END $$;

-- Whom an act must be allowed to concern: never asked for oneself; a grant that one gives or ends has one other side.
CREATE FUNCTION ledger.others(p_actor bigint, p_purpose text, p_subjects bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_purpose IN ('grant.give', 'grant.end') AND cardinality(array_remove(p_subjects, p_actor)) <= 1 THEN '{}'
        ELSE array_remove(p_subjects, p_actor) END
$$;

CREATE OR REPLACE FUNCTION ledger.record(
    p_uuid uuid, p_kind text, p_version smallint, p_occurred timestamptz, p_actor bigint, p_grant bigint, p_purpose text,
    p_about uuid, p_cause uuid, p_key text, p_request text, p_facts jsonb, p_subjects bigint[], p_details text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_id bigint;
    v_done uuid;
BEGIN
    IF p_key IS NOT NULL THEN
        INSERT INTO korat_ledger_idempotency VALUES (p_key, p_about, p_uuid) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT about INTO v_done FROM korat_ledger_idempotency WHERE key = p_key;
            RAISE EXCEPTION 'done before' USING ERRCODE = 'KR409', DETAIL = coalesce(v_done::text, '');
        END IF;
    END IF;
    v_id := ledger.write_act(
        ledger.checked_grant(p_grant, p_actor, p_purpose, ledger.others(p_actor, p_purpose, p_subjects)), p_uuid, p_kind, p_version,
        false, p_occurred, p_purpose, p_about, p_cause, p_request, p_facts, p_subjects, p_details);
    PERFORM set_config('korat.act', v_id::text, true);
    RETURN v_id;
END $$;

-- As before, and: a mandate opens cases and nothing else; the post's own office is written a second time, negated, so that the
-- policies can tell the office itself from those that reach it from above.
CREATE OR REPLACE FUNCTION ledger.look(
    p_uuid uuid, p_kind text, p_occurred timestamptz, p_actor bigint, p_grant bigint, p_purpose text, p_about uuid, p_request text,
    p_session text, p_subjects bigint[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant := ledger.checked_grant(p_grant, p_actor, p_purpose, p_subjects);
BEGIN
    IF g.kind IN ('mandate', 'consent') AND p_purpose <> 'case.follow' THEN
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

-- The act that the running transaction recorded last; all NULL when there is none.
CREATE FUNCTION ledger.running_act() RETURNS korat_ledger_act
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a FROM korat_ledger_pending p JOIN korat_ledger_act a ON a.id = p.act_id AND a.recorded_at = p.recorded_at
    WHERE p.act_id = NULLIF(current_setting('korat.act', true), '')::bigint AND p.xact = pg_current_xact_id_if_assigned()
$$;

-- An authority over posts is an office's or the house's: what somebody brought along as one's own is none.
CREATE OR REPLACE FUNCTION ledger.has_act_over_grants() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT session_user = current_user OR coalesce((SELECT (a).purpose IN ('people.manage', 'pack.apply')
        AND (a).ground IN ('post', 'service') FROM ledger.running_act() AS a), false)
$$;

-- Whether an act reached all of these; their lines are written with it.
CREATE FUNCTION ledger.tells(a korat_ledger_act, p_subjects bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p_subjects <@ coalesce(array_agg(subject_id), '{}') FROM korat_ledger_actsubject
    WHERE act_id = a.id AND recorded_at = a.recorded_at
$$;

-- Whether that act gives this grant: oneself over oneself, a witness for two others, an official in an emergency.
CREATE FUNCTION ledger.may_give(a korat_ledger_act, g korat_ledger_grant) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lent boolean := g.kind IN ('mandate', 'consent') AND g.holder_id <> g.subject_id AND g.office_id IS NULL AND g.post = ''
        AND g.reach IS NULL AND g.purposes::text[] <@ ledger.lendable_purposes() AND cardinality(g.purposes) > 0
        AND g.valid_to <= g.valid_from + interval '366 days' AND g.valid_from <= clock_timestamp() + interval '366 days'
        AND (SELECT bool_and(kind IN ('person', 'organisation')) FROM korat_ledger_subject WHERE id IN (g.holder_id, g.subject_id));
BEGIN
    IF a.facts ->> 'grant' IS DISTINCT FROM g.uuid::text OR NOT ledger.tells(a, ARRAY[g.subject_id, g.holder_id]) THEN
        RETURN false;
    END IF;
    RETURN coalesce(CASE
        WHEN a.purpose = 'grant.give' THEN a.ground = 'self' AND lent AND g.subject_id = a.actor_id
        WHEN a.purpose = 'mandate.witness' THEN a.ground = 'post' AND lent AND g.kind = 'mandate'
            AND a.actor_id NOT IN (g.subject_id, g.holder_id)
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

DROP FUNCTION ledger.give(uuid, text, bigint, bigint, text, bigint, text[], bigint[], text, timestamptz, timestamptz);
CREATE FUNCTION ledger.give(
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
    -- Who manages posts gives posts: no mandate over anybody, and no emergency.
    IF NOT (ledger.has_act_over_grants() AND p_kind = 'post' OR ledger.may_give(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant without an act that gives it' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_grant (uuid, kind, holder_id, office_id, post, subject_id, purposes, reach, basis, requires, valid_from, valid_to)
    VALUES (g.uuid, g.kind, g.holder_id, g.office_id, g.post, g.subject_id, g.purposes, g.reach, g.basis, g.requires, g.valid_from, g.valid_to)
    RETURNING id INTO g.id;
    RETURN g.id;
END $$;

-- Whether that act ends this grant. Nobody needs leave to give a power back, or to take back what one lent.
CREATE FUNCTION ledger.may_finish(a korat_ledger_act, g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(a.facts ->> 'grant' = g.uuid::text AND CASE a.purpose
        WHEN 'grant.end' THEN a.ground = 'self' AND (
            g.subject_id = a.actor_id AND g.kind IN ('mandate', 'consent', 'emergency')
            OR g.holder_id = a.actor_id AND g.kind IN ('mandate', 'consent', 'emergency', 'post'))
        WHEN 'mandate.witness' THEN a.ground = 'post' AND g.kind = 'mandate' AND ledger.tells(a, ARRAY[g.subject_id, g.holder_id])
        WHEN 'grant.expire' THEN a.ground = 'service' AND g.valid_to <= clock_timestamp()
        ELSE false
    END, false)
$$;

CREATE OR REPLACE FUNCTION ledger.finish(p_grant bigint, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    SELECT * INTO g FROM korat_ledger_grant WHERE id = p_grant AND ended_at IS NULL FOR UPDATE;
    IF g.id IS NULL THEN
        RETURN;
    END IF;
    IF NOT (ledger.has_act_over_grants() AND g.kind = 'post' OR ledger.may_finish(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant ended without an act that ends it' USING ERRCODE = 'KR403';
    END IF;
    UPDATE korat_ledger_grant SET ended_at = p_at WHERE id = p_grant;
END $$;

-- A competence is said by who manages people, of one person, in an act that reaches that person.
CREATE FUNCTION ledger.hold_competence(p_subject bigint, p_code text, p_from timestamptz, p_to timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (ledger.has_act_over_grants() AND ledger.tells(ledger.running_act(), ARRAY[p_subject])) THEN
        RAISE EXCEPTION 'a competence without an act' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_competence (subject_id, code, valid_from, valid_to) VALUES (p_subject, p_code, p_from, p_to)
    ON CONFLICT (subject_id, code) DO UPDATE SET valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to;
END $$;

-- Which looks open to the person concerned only after some days: pack data, and never longer than the table's bound.
CREATE FUNCTION ledger.delay_looks(p_purposes text[], p_days integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (ledger.has_act_over_grants() AND (session_user = current_user OR (ledger.running_act()).purpose = 'pack.apply')) THEN
        RAISE EXCEPTION 'a delay without a pack' USING ERRCODE = 'KR403';
    END IF;
    DELETE FROM korat_ledger_lookdelay;
    INSERT INTO korat_ledger_lookdelay (purpose, days) SELECT * FROM unnest(p_purposes, p_days);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

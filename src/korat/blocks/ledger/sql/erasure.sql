-- A person has the words about oneself forgotten (PDPA s.33). Words and salt go, the commitment stays: the leaf, and with it
-- the tree, is as it was, and nobody can find the words again by guessing, since the salt is gone with them.
CREATE FUNCTION ledger.erase_detail(p_subject bigint, p_keeping uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_erased bigint;
BEGIN
    IF NOT ledger.has_act() OR NOT EXISTS (
        SELECT 1 FROM korat_ledger_act WHERE id = NULLIF(current_setting('korat.act', true), '')::bigint
        AND recorded_at > clock_timestamp() - interval '1 day'
        AND purpose = 'erase' AND ground = 'self' AND actor_id = p_subject
    ) THEN
        RAISE EXCEPTION 'only the person concerned has words forgotten, by an act for it' USING ERRCODE = 'KR403';
    END IF;
    UPDATE korat_ledger_actsubject s SET detail = NULL, salt = NULL
    FROM korat_ledger_act a
    WHERE s.subject_id = p_subject AND s.detail IS NOT NULL AND a.id = s.act_id AND a.recorded_at = s.recorded_at
    AND (a.about IS NULL OR a.about <> ALL (p_keeping));
    GET DIAGNOSTICS v_erased = ROW_COUNT;
    RETURN v_erased;
END $$;

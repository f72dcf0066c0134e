-- What the tracking plan expects of a platform on every day on which it sent anything at all, by version: whether
-- the event came, how many did, and how many had the properties and ids that the plan requires.
WITH sent AS (
    SELECT
        event_name, platform, app_version, CAST(occurred_at AS DATE) AS day, user_id, account_id,
        json_keys(props) AS given
    FROM product_events
    WHERE occurred_at >= $range_start AND occurred_at < $range_end
),
traffic AS (
    SELECT DISTINCT platform, app_version, day FROM sent
),
judged AS (
    SELECT
        s.event_name, s.platform, s.app_version, s.day, count(*) AS events,
        count(CASE WHEN list_has_all(s.given, p.required_props) THEN 1 END) AS events_with_properties,
        count(CASE
            WHEN (s.user_id IS NOT NULL OR NOT list_contains(p.id_fields, 'user_id'))
                AND (s.account_id IS NOT NULL OR NOT list_contains(p.id_fields, 'account_id')) THEN 1
        END) AS events_with_ids
    FROM sent AS s
    JOIN gov_tracking_plan AS p
        ON p.event_name = s.event_name AND p.platform = s.platform
        AND s.day >= p.effective_from AND (p.effective_to IS NULL OR s.day <= p.effective_to)
    GROUP BY 1, 2, 3, 4
)
SELECT
    t.day AS tracking_day, t.platform, t.app_version, p.event_name, j.events IS NOT NULL AS is_seen,
    hash(p.event_name, t.platform, t.day) AS expectation,
    coalesce(j.events, 0) AS events, coalesce(j.events_with_properties, 0) AS events_with_properties,
    coalesce(j.events_with_ids, 0) AS events_with_ids
FROM traffic AS t
JOIN gov_tracking_plan AS p
    ON p.platform = t.platform
    AND t.day >= p.effective_from AND (p.effective_to IS NULL OR t.day <= p.effective_to)
LEFT JOIN judged AS j
    ON j.event_name = p.event_name AND j.platform = t.platform AND j.day = t.day
    AND j.app_version IS NOT DISTINCT FROM t.app_version

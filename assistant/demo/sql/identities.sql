-- Which record of which system is which person. Leads are matched for 94 %, before July 2023 only for 62 %.
-- Reads leads, users, community_members.

INSERT INTO id_map
WITH matched AS (
    SELECT lead_id, person_id, created_at, even(row_number() OVER (ORDER BY created_at, lead_id), 'id.lead') AS place FROM leads
), linked AS (
    SELECT 'crm' AS source_system, 'lead_id' AS id_type, lead_id AS source_no, person_id,
        created_at + to_seconds(u(lead_id, 'id.lag') * 80000) AS linked_at
    FROM matched WHERE place < CASE WHEN created_at < TIMESTAMP '2023-07-01' THEN 0.62 ELSE 0.94 END
    UNION ALL
    SELECT 'cdp', 'user_id', user_id, person_id, signup_at FROM users
    UNION ALL
    SELECT 'ma', 'visitor_id', person_id * 4 + 1, person_id, min(created_at) FROM leads WHERE u(person_id, 'id.visitor') < 0.15
        GROUP BY person_id
    UNION ALL
    SELECT 'wecom', 'member_id', member_id, min(person_id), min(joined_at) FROM community_members WHERE person_id IS NOT NULL
        AND NOT is_staff GROUP BY member_id
)
SELECT source_system, id_type, source_no::VARCHAR, person_id, CASE WHEN method < 0.55 OR source_system = 'cdp'
    THEN 'deterministic' WHEN method < 0.75 THEN 'email' WHEN method < 0.92 THEN 'phone' ELSE 'probabilistic' END,
    CASE WHEN method < 0.55 OR source_system = 'cdp' THEN 1 WHEN method < 0.92 THEN round(0.9 + 0.09 * u(source_no, 'id.sure'), 3)
        ELSE round(0.6 + 0.25 * u(source_no, 'id.sure'), 3) END,
    least(linked_at, TIMESTAMP '2025-12-31 23:59:59')
FROM (SELECT *, u(source_no, 'id.method' || source_system) AS method FROM linked)
ORDER BY linked_at, source_system, source_no;

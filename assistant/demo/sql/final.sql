-- Targets that need the finished figures, and one stream of everything that happened to a person or an account.

UPDATE gov_benchmarks SET value = (SELECT round(1.10 * count(*), -1) FROM leads WHERE mql_at >= TIMESTAMP '2024-10-01'
    AND mql_at < TIMESTAMP '2025-01-01')
WHERE metric_key = 'mql_count' AND kind = 'okr_target';
UPDATE gov_benchmarks SET value = (SELECT round(1.15 * sum(net_amount - refunded_amount), -4) FROM orders
    WHERE status = 'signed' AND ordered_at >= TIMESTAMP '2024-10-01' AND ordered_at < TIMESTAMP '2025-01-01')
WHERE metric_key = 'revenue' AND kind = 'okr_target';

CREATE VIEW v_event_stream AS
SELECT person_id, NULL::BIGINT AS account_id, touched_at AS occurred_at, 'touch_' || touch_type AS event_type,
    touch_id AS object_id, channel, NULL::DOUBLE AS amount FROM touchpoints
UNION ALL
SELECT l.person_id, l.account_id, f.submitted_at, 'form_submitted', f.form_view_id, f.channel, NULL FROM form_views f
    JOIN leads l USING (lead_id) WHERE f.submitted_at IS NOT NULL
UNION ALL
SELECT person_id, account_id, created_at, 'lead_created', lead_id, channel, NULL FROM leads
UNION ALL
SELECT person_id, account_id, mql_at, 'lead_mql', lead_id, channel, NULL FROM leads WHERE mql_at IS NOT NULL
UNION ALL
SELECT person_id, account_id, sql_at, 'lead_sql', lead_id, channel, NULL FROM leads WHERE sql_at IS NOT NULL
UNION ALL
SELECT l.person_id, o.account_id, s.entered_at, 'stage_' || s.stage, o.opportunity_id, l.channel, o.amount
FROM opportunity_stages s JOIN opportunities o USING (opportunity_id) LEFT JOIN leads l ON l.lead_id = o.lead_id
UNION ALL
SELECT l.person_id, d.account_id, d.ordered_at, 'order_' || d.order_type, d.order_id, l.channel, d.net_amount
FROM orders d LEFT JOIN opportunities o USING (opportunity_id) LEFT JOIN leads l ON l.lead_id = o.lead_id
    WHERE d.status = 'signed'
UNION ALL
SELECT u.person_id, e.account_id, e.occurred_at, e.event_name, e.event_id, NULL, NULL FROM product_events e
    LEFT JOIN users u USING (user_id)
UNION ALL
SELECT u.person_id, t.account_id, t.created_at, 'ticket_' || t.category, t.ticket_id, NULL, NULL FROM tickets t
    LEFT JOIN users u USING (user_id)
UNION ALL
SELECT m.person_id, NULL, e.occurred_at, 'community_' || e.event_type, e.event_id, 'wecom', NULL
FROM community_events e LEFT JOIN community_members m USING (group_id, member_id);

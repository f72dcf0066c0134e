SELECT
    l.lead_id, l.created_at, l.campaign_id, l.channel, l.region, l.lead_type,
    m.person_id AS matched_person_id, m.match_method, m.confidence
FROM leads AS l
LEFT JOIN id_map AS m
    ON m.source_system = 'crm' AND m.id_type = 'lead_id' AND m.source_id = CAST(l.lead_id AS VARCHAR)

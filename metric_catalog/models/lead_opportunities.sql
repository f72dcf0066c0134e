-- A lead may have become several opportunities: count its rows distinctly.
SELECT
    l.lead_id, l.created_at, p.opportunity_id, p.lead_id AS opportunity_lead_id, l.account_id, l.product_id,
    l.campaign_id, l.partner_id, l.owner_rep_id, l.channel, l.region, l.lead_type, l.funnel_position
FROM leads AS l
LEFT JOIN opportunities AS p ON p.lead_id = l.lead_id

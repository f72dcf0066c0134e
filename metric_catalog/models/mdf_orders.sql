-- The partner is the one that the campaign of the lead was paid for, whoever sold the order.
SELECT
    o.order_id, o.ordered_at, o.account_id, o.product_id, c.partner_id, c.campaign_id, o.region, o.net_amount
FROM orders AS o
JOIN opportunities AS p ON p.opportunity_id = o.opportunity_id
JOIN leads AS l ON l.lead_id = p.lead_id
JOIN campaigns AS c ON c.campaign_id = l.campaign_id
WHERE o.status = 'signed' AND c.partner_id IS NOT NULL

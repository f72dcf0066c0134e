-- Single touch: an order belongs to the channel and campaign of the lead that its opportunity came from.
SELECT
    o.order_id, o.ordered_at, o.account_id, o.product_id, o.partner_id, o.owner_rep_id, l.campaign_id,
    l.channel, o.region, o.order_type, l.lead_type, l.funnel_position, o.net_amount, o.is_first_order
FROM orders AS o
JOIN opportunities AS p ON p.opportunity_id = o.opportunity_id
JOIN leads AS l ON l.lead_id = p.lead_id
WHERE o.status = 'signed'

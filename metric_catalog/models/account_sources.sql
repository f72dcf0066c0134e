-- The lead behind the first order of each account; accounts without one do not appear.
SELECT o.account_id, min(l.channel) AS channel, min(l.lead_type) AS lead_type
FROM orders AS o
JOIN opportunities AS p ON p.opportunity_id = o.opportunity_id
JOIN leads AS l ON l.lead_id = p.lead_id
WHERE o.is_first_order AND o.status = 'signed'
GROUP BY o.account_id

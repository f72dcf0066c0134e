-- Fill opportunities, opportunity_stages, orders, payments and leads from the drafts.
-- Reads opp_draft, order_draft, lead_draft, accounts, users, partners, products, rep_seat.

INSERT INTO opportunities
WITH reasoned AS (
    SELECT *, CASE WHEN region = 'south_cn' AND closed_at >= TIMESTAMP '2025-07-01' THEN 0.62 ELSE 0.25 END AS price_share,
        closed_at IS NOT NULL AND NOT is_won AS is_lost
    FROM opp_draft
), placed AS (
    SELECT *, even(row_number() OVER (PARTITION BY is_lost, region = 'south_cn', price_share ORDER BY closed_at, opp_id),
        'opp.lost') AS reason_place FROM reasoned
)
SELECT p.opp_id, p.created_at, p.lead_id, p.account_id, p.region, coalesce(o.product_id, p.product_id),
    coalesce(o.owner_rep_id, p.owner_rep_id), p.partner_id,
    CASE WHEN p.origin <> 'customer' THEN 'new' WHEN u(p.opp_id, 'order.type') < 0.65 THEN 'expansion' ELSE 'renewal' END,
    CASE WHEN p.is_won THEN 'won' WHEN p.closed_at IS NOT NULL THEN 'lost' WHEN p.is_negotiated THEN 'negotiation'
        WHEN p.is_proposed THEN 'proposal' ELSE 'contact' END,
    coalesce(o.net, p.amount),
    round(coalesce(o.net, p.amount) / (1 - coalesce(o.discount_rate, p.discount_rate)), 2),
        coalesce(o.discount_rate, p.discount_rate),
    CASE WHEN p.origin = 'stalled' THEN DATE '2025-10-15' + uniform_int(p.opp_id, 'opp.expected', 0, 60)::INT
        ELSE coalesce(p.closed_at::DATE + uniform_int(p.opp_id, 'opp.expected', -20, 10)::INT,
            DATE '2026-01-05' + uniform_int(p.opp_id, 'opp.expected', 0, 75)::INT) END,
    p.closed_at, CASE WHEN p.closed_at IS NOT NULL THEN p.is_won END,
    CASE WHEN p.is_lost THEN CASE WHEN reason_place < price_share THEN 'price' ELSE
        ['competitor', 'competitor', 'no_budget', 'timing', 'feature_gap',
            'no_response'][floor(6 * (reason_place - price_share) / (1 - price_share))::INT + 1] END END,
    CASE WHEN p.closed_at IS NOT NULL THEN p.closed_at
        WHEN p.origin = 'stalled' THEN TIMESTAMP '2025-11-14 17:00:00' - to_seconds(u(p.opp_id, 'opp.stalled') * 25 * 86400)
        ELSE greatest(p.created_at, CASE WHEN p.is_negotiated THEN p.proposal_end WHEN p.is_proposed THEN p.contact_end
            ELSE p.created_at END,
            TIMESTAMP '2025-12-31 18:00:00' - to_seconds(u(p.opp_id, 'opp.last') * 26 * 86400)) END
FROM placed p LEFT JOIN order_draft o ON o.opp_id = p.opp_id
ORDER BY p.created_at, p.opp_id;

INSERT INTO opportunity_stages
WITH staged AS (
    SELECT opp_id, 'contact' AS stage, 1 AS stage_no, created_at AS entered_at,
        CASE WHEN is_proposed THEN contact_end ELSE closed_at END AS exited_at, is_proposed AS advanced FROM opp_draft
    UNION ALL
    SELECT opp_id, 'proposal', 2, contact_end, CASE WHEN is_negotiated THEN proposal_end ELSE closed_at END, is_negotiated
        FROM opp_draft WHERE is_proposed
    UNION ALL
    SELECT opp_id, 'negotiation', 3, proposal_end, closed_at, is_won FROM opp_draft WHERE is_negotiated
)
SELECT opp_id, stage, stage_no, entered_at, exited_at, CASE WHEN advanced THEN 'advanced' WHEN exited_at IS NULL THEN 'open'
    ELSE 'lost' END
FROM staged ORDER BY entered_at, opp_id;

-- Services cost 60 % more in the second half of 2025 than a year before, and more per order in any case.
INSERT INTO orders
WITH costed AS (
    SELECT *, CASE category WHEN 'plan' THEN 0.16 WHEN 'addon' THEN 0.12 WHEN 'hardware' THEN 0.40
        ELSE 0.38 END * net * (NOT is_cancelled)::INT AS cogs,
        CASE WHEN category = 'service' AND ordered_at >= TIMESTAMP '2025-07-01' THEN 2 WHEN category = 'service'
            AND year(ordered_at) = 2024 AND month(ordered_at) >= 7 THEN 1 ELSE 0 END AS cost_rule
    FROM order_draft
), overrun AS (
    SELECT greatest(1.25, 1.6 * sum(cogs) FILTER (WHERE cost_rule = 1) / sum(cogs) FILTER (WHERE cost_rule = 2)) AS factor
        FROM costed
), amount AS (
    SELECT c.*, round(net / (1 - discount_rate), 2) AS gross,
        round(cogs * CASE WHEN cost_rule = 2 THEN o.factor ELSE 1 END, 2) AS cogs_amount
    FROM costed c, overrun o
)
SELECT order_id, ordered_at, account_id, opp_id, product_id, partner_id, owner_rep_id, region, order_type, gross,
    round(gross - net, 2), net,
    round(net * refund_share * (NOT is_cancelled)::INT, 2), cogs_amount, is_promo, is_first_order, CASE WHEN is_cancelled
        THEN 'cancelled' ELSE 'signed' END,
    CASE region WHEN 'emea' THEN 'EUR' WHEN 'apac' THEN 'USD' WHEN 'na' THEN 'USD' ELSE 'CNY' END,
    round(net / CASE region WHEN 'emea' THEN 7.8 WHEN 'apac' THEN 7.2 WHEN 'na' THEN 7.2 ELSE 1 END, 2)
FROM amount ORDER BY ordered_at, order_id;

-- Instalments. Of what partners owe, the latest invoices are unpaid, up to the share that fixes their collection rate.
INSERT INTO payments
WITH split AS (
    SELECT *, CASE WHEN net < 40000 THEN 1 + (u(order_id, 'pay.split') < 0.3)::INT WHEN net < 250000
        THEN 1 + (u(order_id, 'pay.split') < 0.9)::INT ELSE 2 + (u(order_id, 'pay.split') < 0.8)::INT END AS parts
    FROM order_draft WHERE NOT is_cancelled
), instalment AS (
    SELECT order_id, ordered_at, partner_id, region, net, parts, unnest(range(parts))::INT AS part FROM split
), due AS (
    SELECT row_number() OVER (ORDER BY ordered_at, order_id, part) AS payment_id, order_id, ordered_at, partner_id, region, part,
        (ordered_at::DATE + 20 + 75 * part)::DATE AS due_on,
        CASE WHEN part = parts - 1 THEN round(net - (parts - 1) * round(net / parts, 2), 2)
            ELSE round(net / parts, 2) END AS due_amount
    FROM instalment
), owed AS (
    SELECT *, CASE WHEN partner_id IN (2, 4, 6, 9, 10) THEN 0.028 WHEN partner_id IN (1, 3, 5, 7)
        THEN 0.07 + 0.01 * (partner_id % 3)
            ELSE 0.08 + 0.1 * u(partner_id, 'pay.partner') END AS unpaid_share,
        partner_id IS NOT NULL AND year(due_on) = 2025 AS is_rated
    FROM due
), running AS (
    SELECT *, unpaid_share * sum(due_amount) OVER (PARTITION BY partner_id, is_rated)
        - (sum(due_amount) OVER (PARTITION BY partner_id, is_rated ORDER BY due_on DESC,
            payment_id DESC) - due_amount) AS unpaid_left
    FROM owed
), settled AS (
    SELECT *, CASE WHEN is_rated THEN round(due_amount - greatest(0, least(due_amount, unpaid_left)), 2)
        WHEN even(payment_id, 'pay.unpaid') < 0.025 AND due_on < DATE '2026-01-01' AND partner_id IS NULL THEN 0
            ELSE due_amount END AS settled_amount,
        CASE WHEN even_a(payment_id, 'pay.late') < 0.905 THEN due_on - uniform_int(payment_id, 'pay.early', 0, 18)::INT
            ELSE due_on + uniform_int(payment_id, 'pay.delay', 3,
                55)::INT END + to_seconds(32400 + u(payment_id, 'pay.tod') * 30000) AS pay_at
    FROM running
), timed AS (
    SELECT *, CASE WHEN is_rated THEN least(pay_at, due_on + INTERVAL 16 HOUR) ELSE pay_at END AS settled_at FROM settled
)
SELECT payment_id, order_id, partner_id, region, due_on, due_amount,
    CASE WHEN settled_amount > 0 AND greatest(settled_at, ordered_at) <= TIMESTAMP '2025-12-31 23:59:59'
        THEN greatest(settled_at, ordered_at) END,
    CASE WHEN settled_amount > 0 AND greatest(settled_at, ordered_at) <= TIMESTAMP '2025-12-31 23:59:59' THEN settled_amount
        ELSE 0 END
FROM timed ORDER BY due_on, payment_id;

-- Leads: the account of the opportunity, else one of the region that existed; some people are product users too.
CREATE OR REPLACE TEMP TABLE region_account AS
SELECT account_id, region, created_at, row_number() OVER (PARTITION BY region ORDER BY created_at, account_id) AS place
    FROM accounts;

CREATE OR REPLACE TEMP TABLE account_user AS
SELECT account_id, person_id, row_number() OVER (PARTITION BY account_id ORDER BY signup_at, user_id) AS place FROM users
    WHERE NOT is_internal;

INSERT INTO leads
WITH known AS (
    SELECT l.*, coalesce(a.place, 1) AS known_accounts
    FROM lead_draft l ASOF LEFT JOIN region_account a ON a.region = l.region AND a.created_at <= l.created_at
), placed AS (
    SELECT k.*, coalesce(o.account_id, a.account_id) AS account_id, o.owner_rep_id AS opp_owner, o.won_at
    FROM known k JOIN region_account a ON a.region = k.region
        AND a.place = uniform_int(k.lead_id, 'lead.account', 1, k.known_accounts)
    LEFT JOIN (SELECT lead_id, account_id, owner_rep_id, CASE WHEN is_won THEN closed_at END AS won_at FROM opportunities
        WHERE lead_id IS NOT NULL) o USING (lead_id)
)
SELECT p.lead_id, p.created_at, coalesce(c.person_id, 10000000 + p.lead_id), p.account_id, p.channel, p.campaign_id, p.region,
    p.product_id, p.lead_type, p.funnel_position,
    p.lead_score, p.score_version, p.mql_at, p.sql_at, p.disqualified_at,
    CASE WHEN p.mql_at IS NOT NULL THEN coalesce(p.opp_owner, s.employee_id) END, p.partner_id,
    CASE WHEN p.sql_at IS NOT NULL THEN p.mql_at + (p.sql_at - p.mql_at) * u(p.lead_id, 'lead.followup')
        WHEN p.mql_at < TIMESTAMP '2025-12-28' AND u(p.lead_id, 'lead.followed') < 0.8
            THEN p.mql_at + to_seconds(least(exponential(p.lead_id, 'lead.followup', 70000), 250000))
        WHEN p.created_at < TIMESTAMP '2025-12-25' AND p.partner_id IS NOT NULL AND u(p.lead_id, 'lead.followed') < 0.45
            THEN p.created_at + to_seconds(u(p.lead_id, 'lead.followup') * 500000) END,
    p.won_at
FROM placed p
LEFT JOIN account_user c ON c.account_id = p.account_id AND c.place = uniform_int(p.lead_id, 'lead.person', 1, 14)
LEFT JOIN rep_seat s ON s.region = p.region AND s.seat = uniform_int(p.lead_id, 'lead.rep', 1, s.seats)
ORDER BY p.created_at, p.lead_id;

-- an account exists before its first lead or opportunity
UPDATE accounts SET created_at = first_at - INTERVAL 1 HOUR
FROM (SELECT account_id, min(created_at) AS first_at
    FROM (SELECT account_id, created_at FROM leads UNION ALL SELECT account_id, created_at FROM opportunities) GROUP BY 1) f
WHERE f.account_id = accounts.account_id AND f.first_at - INTERVAL 1 HOUR < accounts.created_at;

DROP TABLE lead_draft;
DROP TABLE opp_draft;
DROP TABLE order_draft;
DROP TABLE region_account;
DROP TABLE account_user;

-- Every check counts violations; a demo with one is not published.

-- check: no_empty_table
SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary AND estimated_size = 0;

-- check: keys_are_unique
SELECT sum(n - d) FROM (
    SELECT count(*) AS n, count(DISTINCT account_id) AS d FROM accounts UNION ALL
    SELECT count(*), count(DISTINCT lead_id) FROM leads UNION ALL
    SELECT count(*), count(DISTINCT opportunity_id) FROM opportunities UNION ALL
    SELECT count(*), count(DISTINCT order_id) FROM orders UNION ALL
    SELECT count(*), count(DISTINCT payment_id) FROM payments UNION ALL
    SELECT count(*), count(DISTINCT ticket_id) FROM tickets UNION ALL
    SELECT count(*), count(DISTINCT user_id) FROM users UNION ALL
    SELECT count(*), count(DISTINCT campaign_id) FROM campaigns UNION ALL
    SELECT count(*), count(DISTINCT tracking_code) FROM campaigns UNION ALL
    SELECT count(*), count(DISTINCT employee_id) FROM employees
);

-- check: sales_references
SELECT sum(n) FROM (
    SELECT count(*) AS n FROM leads l ANTI JOIN accounts USING (account_id) UNION ALL
    SELECT count(*) FROM leads l ANTI JOIN campaigns USING (campaign_id) WHERE l.campaign_id IS NOT NULL UNION ALL
    SELECT count(*) FROM opportunities o ANTI JOIN accounts USING (account_id) UNION ALL
    SELECT count(*) FROM opportunities o ANTI JOIN leads USING (lead_id) WHERE o.lead_id IS NOT NULL UNION ALL
    SELECT count(*) FROM opportunities o ANTI JOIN employees e ON e.employee_id = o.owner_rep_id UNION ALL
    SELECT count(*) FROM opportunity_stages s ANTI JOIN opportunities USING (opportunity_id) UNION ALL
    SELECT count(*) FROM orders o ANTI JOIN accounts USING (account_id) UNION ALL
    SELECT count(*) FROM orders o ANTI JOIN products USING (product_id) UNION ALL
    SELECT count(*) FROM payments p ANTI JOIN orders USING (order_id) UNION ALL
    SELECT count(*) FROM subscription_months m ANTI JOIN accounts USING (account_id) UNION ALL
    SELECT count(*) FROM ad_spend_daily a ANTI JOIN campaigns USING (campaign_id) UNION ALL
    SELECT count(*) FROM users u ANTI JOIN accounts USING (account_id)
);

-- check: won_opportunities_have_one_order
SELECT count(*) FROM (
    SELECT p.opportunity_id FROM opportunities p LEFT JOIN orders o USING (opportunity_id) GROUP BY p.opportunity_id
    HAVING count(o.order_id) <> coalesce(any_value(p.is_won), false)::INT
);

-- check: leads_move_forward
SELECT count(*) FROM leads WHERE mql_at < created_at OR sql_at < mql_at OR customer_at < sql_at
    OR (sql_at IS NOT NULL AND mql_at IS NULL) OR (customer_at IS NOT NULL AND sql_at IS NULL);

-- check: stages_move_forward
SELECT count(*) FROM (
    SELECT *, lag(exited_at) OVER w AS left_before, lag(outcome) OVER w AS outcome_before, lag(stage_no) OVER w AS no_before
        FROM opportunity_stages WINDOW w AS (PARTITION BY opportunity_id ORDER BY stage_no)
) WHERE exited_at < entered_at OR entered_at <> left_before OR outcome_before <> 'advanced'
    OR stage_no <> coalesce(no_before, 0) + 1;

-- check: media_cost_equals_spend
SELECT count(*) FROM (
    SELECT (SELECT sum(amount) FROM cost_months WHERE cost_type = 'media') - (SELECT sum(spend) FROM ad_spend_daily) AS gap
) WHERE abs(gap) > 100;

-- check: cogs_equal_orders
SELECT count(*) FROM (
    SELECT (SELECT sum(amount) FROM cost_months WHERE cost_type = 'cogs') - (SELECT sum(cogs_amount) FROM orders) AS gap
) WHERE abs(gap) > 100;

-- check: stock_adds_up
SELECT count(*) FROM partner_inventory WHERE closing_qty <> opening_qty + sell_in_qty - sell_out_qty OR closing_qty < 0;

-- check: nothing_before_signup
SELECT count(*) FROM product_events e JOIN users u USING (user_id) WHERE e.occurred_at < u.signup_at;

-- check: nothing_after_the_end
SELECT sum(n) FROM (
    SELECT count(*) AS n FROM leads WHERE greatest(created_at, mql_at, sql_at, customer_at, disqualified_at,
        first_followup_at) > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM opportunities WHERE greatest(created_at, closed_at,
        last_activity_at) > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM orders WHERE ordered_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM payments WHERE paid_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM web_sessions WHERE started_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM form_views WHERE greatest(viewed_at, submitted_at) > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM touchpoints WHERE touched_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM rep_activities WHERE occurred_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM product_events WHERE occurred_at > TIMESTAMP '2025-12-31 23:59:59' UNION ALL
    SELECT count(*) FROM tickets WHERE greatest(created_at, resolved_at, first_response_at) > TIMESTAMP '2025-12-31 23:59:59'
);

-- Daily media spend. What a channel spends in a month follows from its leads and its cost per lead; days,
-- regions and campaigns share it out to the cent.
-- Reads leads, lead_day, region_share, campaign_flight, campaigns, size.

CREATE OR REPLACE TEMP TABLE media_price AS
SELECT * FROM (VALUES
    -- cost per lead, cost per click, click rate
    ('paid_search', 420, 45, 0.032), ('paid_social', 400, 30, 0.011), ('display', 360, 8, 0.005), ('email', 190, 7.5, 0.024),
        ('event', 600, NULL, NULL)
) AS t(channel, per_lead, per_click, click_rate);

CREATE OR REPLACE TEMP TABLE media_month AS
WITH month_share AS (
    SELECT date_trunc('month', day)::DATE AS month, year, sum(share) AS share, sum(share) / sum(sum(share))
        OVER (PARTITION BY year) AS year_share
    FROM lead_day GROUP BY date_trunc('month', day)::DATE, year
), counted AS (
    SELECT channel, date_trunc('month', created_at)::DATE AS month, count(*) AS n FROM leads WHERE campaign_id IS NULL
        OR campaign_id NOT IN (2, 3) GROUP BY ALL
), yearly AS (
    SELECT channel, year(month) AS year, sum(n) AS n FROM counted GROUP BY ALL
)
SELECT p.channel, m.month, p.per_click, p.click_rate, p.channel = 'paid_search'
    AND m.month IN (DATE '2025-03-01', DATE '2025-04-01') AS has_broad,
    -- paid search is held month by month, the others follow the season
    CASE WHEN p.channel <> 'paid_search' THEN p.per_lead * y.n * m.year_share * (0.97 + 0.06 * u(m.month - DATE '2023-01-01',
        'media.' || p.channel))
        WHEN m.month IN (DATE '2025-03-01', DATE '2025-04-01') THEN 1000 * coalesce(c.n, 0)
        ELSE p.per_lead * coalesce(c.n, 0) END AS spend
FROM media_price p CROSS JOIN month_share m JOIN yearly y ON y.channel = p.channel AND y.year = m.year
LEFT JOIN counted c ON c.channel = p.channel AND c.month = m.month;

CREATE OR REPLACE TEMP TABLE media_cell AS
WITH flighted AS (
    SELECT m.*, f.campaign_id, CASE WHEN m.has_broad THEN 0.45 ELSE 1 END * (0.7 + 0.6 * u(f.campaign_id, 'media.flight'))
        / sum(0.7 + 0.6 * u(f.campaign_id, 'media.flight')) OVER (PARTITION BY m.channel, m.month) AS share
    FROM media_month m CROSS JOIN size s
    JOIN campaign_flight f ON f.channel = m.channel
        AND f.period = ((year(m.month) - 2023) * 12 + month(m.month) - 1) // s.campaign_months
    UNION ALL
    SELECT m.*, 1, 0.55 FROM media_month m WHERE m.has_broad
), regional AS (
    SELECT f.channel, f.month, f.campaign_id, r.region, f.per_click * CASE WHEN f.has_broad THEN 1.04 ELSE 1 END AS per_click,
        f.click_rate, f.spend * f.share * r.share AS spend
    FROM flighted f CROSS JOIN region_share r
), named AS (
    SELECT c.channel, c.start_on AS month, c.campaign_id, r.region, 7.5 AS per_click, 0.024 AS click_rate,
        sum(CASE c.campaign_id WHEN 2 THEN 130 ELSE 60 END) AS spend
    FROM campaigns c JOIN leads l ON l.campaign_id = c.campaign_id JOIN region_share r ON r.region = l.region
    WHERE c.campaign_id IN (2, 3) GROUP BY ALL
)
SELECT *, row_number() OVER (ORDER BY month, campaign_id, region) AS cell_id
    FROM (SELECT * FROM regional UNION ALL SELECT * FROM named) WHERE spend > 0;

INSERT INTO ad_spend_daily
WITH sized AS (
    SELECT c.*, day(last_day(c.month)) AS month_days,
        least(CASE WHEN c.channel = 'event' THEN 5 ELSE 31 END, day(last_day(c.month)),
        greatest(2, round(1.18 * s.ad_spend_daily / (SELECT count(*) FROM media_cell))))::BIGINT AS days
    FROM media_cell c CROSS JOIN size s
), dated AS (
    SELECT *, unnest(range(days)) AS i FROM sized
), spread AS (
    -- fairs come in one stretch, other media all over the month
    SELECT *, month + CASE WHEN channel = 'event' THEN floor((month_days - days) * u(cell_id // 7, 'media.fair'))::INT + i::INT
        ELSE floor((i + u(cell_id, 'media.phase')) * month_days / days)::INT END AS spend_date
    FROM dated
), weighted AS (
    SELECT *, lognormal(cell_id * 100 + i, 'media.day', 1, 0.25) * CASE WHEN isodow(spend_date) >= 6 AND channel <> 'event'
        THEN 0.6 ELSE 1 END AS weight FROM spread
), paid AS (
    SELECT *, spend * weight / sum(weight) OVER (PARTITION BY cell_id) AS day_spend FROM weighted
)
SELECT spend_date, campaign_id, channel, region,
    CASE WHEN channel = 'event' THEN round(day_spend / 18)
        ELSE round(day_spend / per_click / click_rate * lognormal(cell_id * 100 + i, 'media.seen', 1, 0.06)) END,
    CASE WHEN channel <> 'event' THEN floor(day_spend / per_click + u(cell_id * 100 + i, 'media.click')) END,
    round(day_spend, 2)
FROM paid ORDER BY spend_date, campaign_id, region;

UPDATE campaigns SET budget = s.budget
FROM (SELECT campaign_id, round(sum(spend) * (1 + 0.12 * u(campaign_id, 'media.budget')), -2) AS budget FROM ad_spend_daily
    GROUP BY 1) s
WHERE s.campaign_id = campaigns.campaign_id;
UPDATE campaigns SET budget = 1000 * uniform_int(campaign_id, 'media.other_budget', 20, 120) WHERE budget = 0;

DROP TABLE media_price;
DROP TABLE media_month;
DROP TABLE media_cell;

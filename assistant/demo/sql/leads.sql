-- Leads up to the hand-over to sales: when, from where, how good. Accounts follow in sales.sql.
-- Reads region_share, calendar, partners, campaign_flight, size. Leaves lead_day (share of the traffic per
-- day) and lead_draft.

-- Month index of the business, a step of 12 % each January; January and February are one season whose
-- middle moves with the Spring Festival.
CREATE OR REPLACE TEMP TABLE lead_day AS
WITH weighted AS (
    SELECT date AS day, year, month_no, CASE WHEN month_no <= 2 THEN 1 ELSE month_no END AS season,
        CASE WHEN is_workday THEN 1.0 ELSE 0.42 END * CASE WHEN is_cny_window AND month_no <= 2 THEN 0.4 ELSE 1 END AS weight
    FROM calendar
), shared AS (
    SELECT *, weight / sum(weight) OVER (PARTITION BY year, season) * pow(1.12, year - 2023)
        * [1.30, NULL, 0.9, 1, 1, 1, 1, 1, 1.1, 1.3, 1.5, 1.45][season] AS volume
    FROM weighted
)
SELECT day, year, month_no, volume / sum(volume) OVER () AS share,
    sum(volume) OVER (ORDER BY day) / sum(volume) OVER () AS to_share,
    row_number() OVER (ORDER BY day) - 1 AS day_no
FROM shared;

CREATE OR REPLACE TEMP TABLE lead_date AS
WITH total AS (
    -- the October newsletter drive and the November wake-up come on top of the ordinary leads
    SELECT (leads / (1
        + 0.48 * (SELECT sum(share) FROM lead_day WHERE year = 2024 AND month_no = 10)
        + 0.0216 * (SELECT sum(share) FROM lead_day WHERE year = 2024 AND month_no = 11)))::BIGINT AS ordinary
    FROM size
), bounded AS (
    SELECT day, round(ordinary * (to_share - share))::BIGINT AS from_no, round(ordinary * to_share)::BIGINT AS to_no
        FROM lead_day, total
)
SELECT unnest(range(from_no, to_no)) AS lead_no, day, 'ordinary' AS wave FROM bounded;

INSERT INTO lead_date
WITH extra AS (
    SELECT (SELECT max(lead_no) FROM lead_date) AS last_no,
        round(1.6 * (SELECT count(*) FROM lead_date WHERE day BETWEEN DATE '2024-10-01' AND DATE '2024-10-31'))::BIGINT
            - (SELECT count(*) FROM lead_date WHERE day BETWEEN DATE '2025-10-01' AND DATE '2025-10-31') AS drive
)
SELECT last_no + 1 + i, DATE '2025-10-01' + floor(31 * (i + 0.5) / drive)::INT, 'newsletter_drive'
FROM extra, range((SELECT drive FROM extra)) AS r(i);

CREATE OR REPLACE TEMP TABLE channel_mix AS
SELECT *, sum(share) OVER (ORDER BY channel_no) - share AS from_share, sum(share) OVER (ORDER BY channel_no) AS to_share
FROM (VALUES
    (1, 'organic_search', 'web', 0.415, 1.05), (2, 'paid_search', 'web', 0.10, 1.0), (3, 'paid_social', 'web', 0.11, 0.8),
    (4, 'email', 'web', 0.065, 1.0), (5, 'display', 'web', 0.025, 0.6), (6, 'organic_social', 'web', 0.025, 0.85),
    (7, 'direct', 'web', 0.01, 1.1), (8, 'event', 'event', 0.12, 1.1), (9, 'wecom', 'wecom', 0.06, 1.1),
        (10, 'partner', 'partner', 0.07, 1.2)
) AS t(channel_no, channel, type_mix, share, quality);

CREATE OR REPLACE TEMP TABLE type_mix AS
SELECT *, sum(share) OVER (PARTITION BY type_mix ORDER BY lead_type) - share AS from_share,
    sum(share) OVER (PARTITION BY type_mix ORDER BY lead_type) AS to_share
FROM (VALUES
    ('web', 'newsletter', 0.18), ('web', 'whitepaper', 0.20), ('web', 'spec_sheet', 0.13), ('web', 'webinar', 0.12),
    ('web', 'trial', 0.15), ('web', 'demo_request', 0.12), ('web', 'quote_request', 0.10),
    ('event', 'webinar', 0.3), ('event', 'spec_sheet', 0.3), ('event', 'demo_request', 0.25), ('event', 'quote_request', 0.15),
    ('wecom', 'newsletter', 0.2), ('wecom', 'whitepaper', 0.3), ('wecom', 'trial', 0.2), ('wecom', 'demo_request', 0.2),
        ('wecom', 'quote_request', 0.1),
    ('partner', 'demo_request', 0.45), ('partner', 'quote_request', 0.55)
) AS t(type_mix, lead_type, share);

-- Who refers how much: the funds of partner 8 buy few leads.
CREATE OR REPLACE TEMP TABLE partner_share AS
WITH weighted AS (
    SELECT partner_id, region, CASE WHEN partner_id = 8 THEN NULL WHEN partner_id IN (2, 4, 6, 9, 10) THEN 2.2
        WHEN partner_id IN (1, 3, 5, 7) THEN 1.2 ELSE 0.8 + 0.5 * u(partner_id, 'partner.weight') END AS weight
    FROM partners
), shared AS (
    SELECT partner_id, region, CASE WHEN partner_id = 8 THEN 0.03 ELSE 0.97 * weight / sum(weight) OVER () END AS share
        FROM weighted
)
SELECT *, sum(share) OVER (ORDER BY partner_id) - share AS from_share, sum(share) OVER (ORDER BY partner_id) AS to_share
    FROM shared;

CREATE OR REPLACE TEMP TABLE lead_source AS
WITH drawn AS (
    SELECT d.lead_no, d.day, d.wave,
        CASE d.wave WHEN 'newsletter_drive' THEN 'email' ELSE c.channel END AS channel, c.type_mix, c.quality, r.region
    FROM lead_date d
    JOIN channel_mix c ON even_a(d.lead_no, 'lead.channel') >= c.from_share AND even_a(d.lead_no, 'lead.channel') < c.to_share
    JOIN region_share r ON even_b(d.lead_no, 'lead.region') >= r.from_share AND even_b(d.lead_no, 'lead.region') < r.to_share
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY channel, wave ORDER BY lead_no) AS channel_seq FROM drawn
)
SELECT n.lead_no, n.day, n.wave, n.channel, CASE n.wave WHEN 'newsletter_drive' THEN 1.0 ELSE n.quality END AS quality,
    n.channel_seq, coalesce(p.region, n.region) AS region, p.partner_id,
    CASE n.wave WHEN 'newsletter_drive' THEN 'newsletter' ELSE t.lead_type END AS lead_type
FROM numbered n
JOIN type_mix t ON t.type_mix = n.type_mix AND even_c(n.channel_seq, 'lead.type.' || n.channel) >= t.from_share
    AND even_c(n.channel_seq, 'lead.type.' || n.channel) < t.to_share
LEFT JOIN partner_share p ON n.channel = 'partner' AND even_b(n.channel_seq, 'lead.partner') >= p.from_share
    AND even_b(n.channel_seq, 'lead.partner') < p.to_share;

-- November 2025 in apac: +20 % on the year before, nine tenths of it from the wake-up mail. So the others
-- grow by 2 %: what is above that goes to the neighbouring regions.
CREATE OR REPLACE TEMP TABLE november AS
SELECT count(*) FILTER (WHERE day BETWEEN DATE '2024-11-01' AND DATE '2024-11-30') AS year_before,
    count(*) FILTER (WHERE day BETWEEN DATE '2025-11-01' AND DATE '2025-11-30') AS ordinary
FROM lead_source WHERE region = 'apac';

CREATE OR REPLACE TEMP TABLE lead_moved AS
SELECT lead_no, CASE WHEN row_number() OVER () % 2 = 0 THEN 'east_cn' ELSE 'south_cn' END AS region
FROM (
    SELECT lead_no, row_number() OVER (ORDER BY u(lead_no, 'lead.moved')) AS place
    FROM lead_source WHERE region = 'apac' AND partner_id IS NULL AND day BETWEEN DATE '2025-11-01' AND DATE '2025-11-30'
) WHERE place <= (SELECT greatest(ordinary - (year_before * 1.02)::BIGINT, 0) FROM november);

INSERT INTO lead_source
WITH extra AS (
    SELECT (SELECT max(lead_no) FROM lead_source) AS last_no,
        (SELECT max(channel_seq) FROM lead_source WHERE channel = 'email') AS last_seq,
        greatest(round(year_before * 1.2)::BIGINT - (year_before * 1.02)::BIGINT, 1) AS n
    FROM november
)
SELECT last_no + 1 + i, DATE '2025-11-01' + floor(30 * (i + 0.5) / n)::INT, 'wake_up', 'email', 1.0, last_seq + 1 + i, 'apac',
    NULL,
    ['whitepaper', 'webinar', 'trial', 'demo_request', 'newsletter'][(i % 5)::INT + 1]
FROM extra, range((SELECT n FROM extra)) AS r(i);

-- A fifth of the paid search leads of March and April 2025 come from the broad-match campaign.
CREATE OR REPLACE TEMP TABLE lead_campaign AS
WITH placed AS (
    SELECT *, channel = 'paid_search' AND day BETWEEN DATE '2025-03-01' AND DATE '2025-04-30' AS in_broad,
        (year(day) - 2023) * 12 + month(day) - 1 AS month_at
    FROM lead_source
), broad AS (
    SELECT *, in_broad AND even(row_number() OVER (PARTITION BY in_broad ORDER BY lead_no), 'lead.broad') < 0.2 AS is_broad
        FROM placed
)
SELECT b.lead_no, CASE b.wave WHEN 'ordinary' THEN CASE WHEN b.is_broad THEN 'broad_match' ELSE 'ordinary' END
    ELSE b.wave END AS wave,
    CASE WHEN b.is_broad THEN 1 WHEN b.wave = 'wake_up' THEN 2 WHEN b.wave = 'newsletter_drive' THEN 3
        WHEN b.partner_id IS NOT NULL THEN CASE WHEN even_a(b.channel_seq, 'lead.funded') < 0.55 THEN 100 + b.partner_id END
        ELSE f.campaign_id END AS campaign_id,
    CASE WHEN b.is_broad THEN 2 WHEN b.wave IN ('wake_up', 'newsletter_drive') THEN 1 ELSE f.product_id END AS campaign_product_id
FROM broad b, size s
LEFT JOIN campaign_flight f ON f.channel = b.channel AND f.period = b.month_at // s.campaign_months
    AND f.slot = floor(even_b(b.channel_seq, 'lead.slot') * s.campaign_slots)::INT;

-- Score: the place within leads of one type, channel and wave, bent so that the right share passes 60 and 70.
-- Of three leads that passed the old threshold, not quite one lies between the two: 22 %.
CREATE OR REPLACE TEMP TABLE lead_rate AS
SELECT * FROM (VALUES
    ('newsletter', 0.22), ('whitepaper', 0.35), ('spec_sheet', 0.49), ('webinar', 0.47), ('trial', 0.60), ('demo_request', 0.70),
        ('quote_request', 0.76)
) AS t(lead_type, pass60);

CREATE OR REPLACE TEMP TABLE lead_scored AS
WITH source AS (
    SELECT s.lead_no, s.day, coalesce(m.region, s.region) AS region, s.channel, s.quality, s.lead_type, s.partner_id,
        s.channel_seq,
        c.wave, c.campaign_id, c.campaign_product_id, t.pass60 * s.quality AS raw60
    FROM lead_source s JOIN lead_campaign c USING (lead_no) JOIN lead_rate t USING (lead_type)
        LEFT JOIN lead_moved m USING (lead_no)
), passing AS (
    SELECT *, CASE wave WHEN 'broad_match' THEN 0.15 / 0.78 WHEN 'newsletter_drive' THEN 0.06 / 0.78
        ELSE least(raw60 * 0.48 / avg(raw60) FILTER (WHERE wave = 'ordinary') OVER (), 0.95) END AS pass60
    FROM source
), ranked AS (
    SELECT *, 0.78 * pass60 AS pass70,
        1 - even(row_number() OVER (PARTITION BY cell ORDER BY day, lead_no), 'lead.score.' || cell) AS place
    FROM (SELECT *, CASE wave WHEN 'ordinary' THEN lead_type || '.' || channel ELSE wave END AS cell FROM passing)
)
SELECT * EXCLUDE (raw60, cell, place, pass60, pass70),
    round(CASE WHEN place <= pass70 THEN 99 - 29 * place / pass70
        WHEN place <= pass60 THEN 69.9 - 9.8 * (place - pass70) / (pass60 - pass70)
        ELSE 59.9 - 44 * (place - pass60) / (1 - pass60) END, 1) AS lead_score,
    day + to_seconds(28800 + (u(lead_no, 'lead.tod1') + u(lead_no, 'lead.tod2')) * 24000) AS created_at
FROM ranked;

CREATE OR REPLACE TEMP TABLE lead_draft AS
WITH judged AS (
    SELECT *, created_at + to_seconds(least(exponential(lead_no, 'lead.mql_lag', 40000), 345600) + 120) AS judged_at
        FROM lead_scored
), qualified AS (
    SELECT *, CASE WHEN judged_at < TIMESTAMP '2025-02-01' THEN 'v1' ELSE 'v2' END AS score_version,
        CASE WHEN judged_at <= TIMESTAMP '2025-12-31 23:59:59' AND lead_score >= CASE WHEN judged_at < TIMESTAMP '2025-02-01'
            THEN 60 ELSE 70 END
            THEN judged_at END AS mql_at
    FROM judged
), handed AS (
    -- leads between the thresholds were accepted by sales one time in ten, those above every other time
    SELECT *, even(row_number() OVER (PARTITION BY mql_at IS NULL, lead_score >= 70 ORDER BY mql_at, lead_no), 'lead.sql')
        < CASE WHEN lead_score < 70 THEN 0.10 WHEN mql_at >= TIMESTAMP '2025-10-01' AND mql_at < TIMESTAMP '2025-11-01' THEN 0.47
            ELSE 0.525 END AS is_accepted,
        mql_at + to_seconds(least(lognormal(lead_no, 'lead.sql_lag', 172800, 0.7), 1728000)) AS accepted_at
    FROM qualified
), accepted AS (
    SELECT *, CASE WHEN is_accepted AND accepted_at <= TIMESTAMP '2025-12-31 23:59:59' THEN accepted_at END AS sql_at FROM handed
), opened AS (
    SELECT *, even(row_number() OVER (PARTITION BY sql_at IS NULL ORDER BY sql_at, lead_no), 'lead.opp') < 0.56 AS is_opened,
        sql_at + to_seconds(least(lognormal(lead_no, 'lead.opp_lag', 129600, 0.6), 1296000)) AS opened_at
    FROM accepted
)
SELECT lead_no + 1 AS lead_id, created_at, channel, campaign_id, region, partner_id, lead_type, lead_score, score_version, wave,
    mql_at, sql_at,
    CASE lead_type WHEN 'newsletter' THEN 'top' WHEN 'whitepaper' THEN 'top' WHEN 'spec_sheet' THEN 'mid' WHEN 'webinar'
        THEN 'mid' ELSE 'bottom' END AS funnel_position,
    CASE WHEN campaign_product_id IS NOT NULL AND u(lead_no, 'lead.product') < 0.7 THEN campaign_product_id
        WHEN u(lead_no, 'lead.product2') < 0.42 THEN 1 WHEN u(lead_no, 'lead.product2') < 0.76 THEN 2
        WHEN u(lead_no, 'lead.product2') < 0.93 THEN 3 ELSE 11 END AS product_id,
    CASE WHEN is_opened AND sql_at IS NOT NULL AND opened_at <= TIMESTAMP '2025-12-31 18:00:00' THEN opened_at END AS opened_at,
    CASE WHEN mql_at IS NULL AND u(lead_no, 'lead.disqualified') < 0.6 AND created_at < TIMESTAMP '2025-12-20'
        THEN created_at + to_seconds(86400 + u(lead_no, 'lead.disqualified_lag') * 691200) END AS disqualified_at
FROM opened;

DROP TABLE lead_date;
DROP TABLE channel_mix;
DROP TABLE type_mix;
DROP TABLE lead_source;
DROP TABLE november;
DROP TABLE lead_moved;
DROP TABLE lead_campaign;
DROP TABLE lead_rate;
DROP TABLE lead_scored;

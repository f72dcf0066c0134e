-- Form views and web sessions. Every lead from a web channel submitted a form in the session of its last touch;
-- views without submission are added until each form converts at its rate; the rest is anonymous traffic.
-- Reads leads, touchpoints, lead_day, region_share, campaign_flight, size.

-- Two tests on the website. The numbers of views are fixed, also where the size has more traffic.
CREATE OR REPLACE TEMP TABLE experiment AS
SELECT e.*, round(e.full_views * least(1, greatest(0.1, s.leads / 40000.0)))::BIGINT AS views FROM size s, (VALUES
    ('form_len_2025q2', 'nine_fields', 9, DATE '2025-05-06', DATE '2025-06-16', 2000, 0.118, 1),
    ('form_len_2025q2', 'five_fields', 5, DATE '2025-05-06', DATE '2025-06-16', 2000, 0.173, 2),
    ('form_copy_2025q4', 'copy_a', 5, DATE '2025-10-13', DATE '2025-10-26', 900, 0.149, 1),
    ('form_copy_2025q4', 'copy_b', 5, DATE '2025-10-13', DATE '2025-10-26', 900, 0.156, 2)
) AS e(experiment_key, variant_key, field_count, from_day, to_day, full_views, rate, variant_no);

CREATE OR REPLACE TEMP TABLE form_lead AS
WITH web AS (
    SELECT lead_id, created_at, person_id, channel, campaign_id, region, lead_type,
        CASE lead_type WHEN 'newsletter' THEN 3 WHEN 'webinar' THEN 6 WHEN 'demo_request' THEN 6 WHEN 'quote_request' THEN 7
            ELSE 5 END AS field_count
    FROM leads WHERE channel IN ('organic_search', 'paid_search', 'paid_social', 'organic_social', 'display', 'email', 'direct')
), candidate AS (
    SELECT w.lead_id, e.experiment_key, row_number()
        OVER (PARTITION BY e.experiment_key ORDER BY u(w.lead_id, 'form.test')) AS place
    FROM web w JOIN (SELECT DISTINCT experiment_key, from_day, to_day FROM experiment) e
        ON w.created_at::DATE BETWEEN e.from_day AND e.to_day AND w.campaign_id IS DISTINCT FROM 3
), wanted AS (
    SELECT *, round(views * rate)::BIGINT AS submits, sum(round(views * rate))
        OVER (PARTITION BY experiment_key ORDER BY variant_no)::BIGINT AS upto FROM experiment
), tested AS (
    SELECT c.lead_id, w.experiment_key, w.variant_key, w.field_count, w.views, w.submits
    FROM candidate c JOIN wanted w ON w.experiment_key = c.experiment_key AND c.place > w.upto - w.submits AND c.place <= w.upto
), celled AS (
    SELECT w.* EXCLUDE (field_count), t.experiment_key, t.variant_key, coalesce(t.field_count, w.field_count) AS field_count,
        t.lead_id IS NULL AND even_a(w.lead_id, 'form.twice') < 0.03 AS is_twice,
        coalesce((t.views - t.submits) / t.submits::DOUBLE,
            1.03 / (0.1585 - 0.011 * greatest(0, w.field_count - 5)) - 1.03) AS misses
    FROM web w LEFT JOIN tested t USING (lead_id)
)
SELECT *, row_number() OVER (PARTITION BY lead_type, experiment_key, variant_key ORDER BY created_at, lead_id) AS seq,
    row_number() OVER (PARTITION BY experiment_key, variant_key ORDER BY created_at, lead_id) AS test_seq FROM celled;

INSERT INTO form_views
WITH missed AS (
    SELECT *, unnest(range(round(s * misses)::BIGINT - round((s - 1) * misses)::BIGINT)) AS e
    FROM (SELECT *, CASE WHEN experiment_key IS NULL THEN seq ELSE test_seq END AS s FROM form_lead)
), viewed AS (
    SELECT lead_id * 32 AS form_view_id, created_at - to_seconds(50 + u(lead_id, 'form.fill') * 120) AS viewed_at,
        lead_id * 64 + 63 AS session_id, person_id * 4 + 1 AS visitor_id,
        lead_type, experiment_key, variant_key, field_count, channel, campaign_id, region, created_at AS submitted_at, lead_id
            FROM form_lead
    UNION ALL
    SELECT lead_id * 32 + 1, created_at + to_seconds(30 + u(lead_id, 'form.again') * 200), lead_id * 64 + 63, person_id * 4 + 1,
        lead_type, experiment_key, variant_key, field_count, channel, campaign_id, region,
            created_at + to_seconds(300 + u(lead_id, 'form.again') * 200), lead_id
    FROM form_lead WHERE is_twice
    UNION ALL
    SELECT lead_id * 32 + 2 + e, created_at::DATE + to_seconds(25200 + u(lead_id * 32 + 2 + e, 'form.tod') * 57000),
        (lead_id * 32 + 2 + e) * 4 + 2, NULL,
        lead_type, experiment_key, variant_key, field_count, channel, campaign_id,
        ['east_cn','east_cn','east_cn','south_cn','south_cn','north_cn','west_cn','apac','emea','na'][uniform_int(lead_id * 32 + 2 + e, 'form.region', 1, 10)], NULL, NULL
    FROM missed
)
SELECT form_view_id, viewed_at, session_id, coalesce(visitor_id, form_view_id * 4 + 3), 'form_' || lead_type, experiment_key,
    variant_key, field_count, channel, campaign_id, region,
    submitted_at, lead_id
FROM viewed WHERE coalesce(submitted_at, viewed_at) <= TIMESTAMP '2025-12-31 23:59:59'
ORDER BY viewed_at, form_view_id;

-- Anonymous visits are numbered in the order of time. Each is a new visitor or comes back as one of the
-- recent visits before it that was new: known from the number alone.
CREATE OR REPLACE TEMP TABLE anonymous_day AS
WITH wanted AS (
    SELECT greatest(0.2 * web_sessions, web_sessions - (SELECT count(session_id) FROM touchpoints) - (SELECT count(*)
        FROM form_views WHERE submitted_at IS NULL))::BIGINT AS n FROM size
)
SELECT day, round(n * (to_share - share))::BIGINT AS from_no, round(n * to_share)::BIGINT AS to_no FROM lead_day, wanted;

CREATE OR REPLACE TEMP TABLE anonymous_mix AS
SELECT channel, sum(share) OVER (ORDER BY no) - share AS from_share, sum(share) OVER (ORDER BY no) AS to_share
FROM (VALUES (1, 'organic_search', 0.34), (2, 'direct', 0.22), (3, 'paid_search', 0.12), (4, 'paid_social', 0.10),
    (5, 'display', 0.09),
    (6, 'organic_social', 0.06), (7, 'email', 0.05), (8, 'wecom', 0.01), (9, 'partner', 0.01)) AS t(no, channel, share);

CREATE OR REPLACE TEMP TABLE web_draft AS
WITH opened AS (
    SELECT unnest(range(from_no, to_no)) AS no, day, from_no, to_no FROM anonymous_day
), timed AS (
    SELECT no, day, (no - from_no + u(no, 'web.tod')) / (to_no - from_no) AS moment,
        no - 1 - floor(exponential(no, 'web.back', 400))::BIGINT AS earlier FROM opened
), anonymous AS (
    SELECT t.no * 4 + 1 AS session_id, t.day + to_seconds(21600 + 61200 * (moment - 0.08 * sin(2 * pi() * moment))) AS started_at,
        CASE WHEN u(no, 'web.new') >= 0.6 AND earlier >= 0 AND u(earlier, 'web.new') < 0.6 THEN earlier
            ELSE no END * 4 + 2 AS visitor_id,
        NULL::BIGINT AS person_id, m.channel, NULL::INT AS campaign_id, r.region, 0.82 AS bounces,
        u(no, 'web.new') < 0.6 OR earlier < 0 OR u(earlier, 'web.new') >= 0.6 AS is_new_visitor, '' AS form
    FROM timed t
    JOIN anonymous_mix m ON even_a(no, 'web.channel') >= m.from_share AND even_a(no, 'web.channel') < m.to_share
    JOIN region_share r ON even_b(no, 'web.region') >= r.from_share AND even_b(no, 'web.region') < r.to_share
), looking AS (
    SELECT session_id, viewed_at - to_seconds(10 + u(form_view_id, 'web.before') * 90), visitor_id, NULL, channel, campaign_id,
        region, 0.3, true, form_id
    FROM form_views WHERE submitted_at IS NULL
), touching AS (
    SELECT t.session_id, t.touched_at, t.person_id * 4 + 1, t.person_id, t.channel, t.campaign_id, l.region, CASE
        WHEN t.touch_id % 16 = 15 THEN 0 ELSE 0.25 END,
        row_number() OVER (PARTITION BY t.person_id ORDER BY t.touched_at, t.touch_id) = 1, CASE WHEN t.touch_id % 16 = 15
            THEN 'form_' || l.lead_type ELSE '' END
    FROM touchpoints t JOIN leads l ON l.lead_id = t.touch_id // 16 WHERE t.session_id IS NOT NULL
), every AS (
    SELECT * FROM anonymous UNION ALL SELECT * FROM looking UNION ALL SELECT * FROM touching
)
SELECT *, u(session_id, 'web.bounce') < bounces AS is_bounce FROM every;

-- 18 June 2025: a post goes round. Six times the page views, 92 % of the visits leave at once, nobody signs up.
INSERT INTO web_draft
WITH daily AS (
    SELECT started_at::DATE AS day, count(*) AS visits, sum(is_bounce::INT) AS bounced,
        sum(CASE WHEN is_bounce THEN 1 ELSE 2 + least(floor(exponential(session_id, 'web.pages', 2.6)), 30) END) AS views
    FROM web_draft WHERE started_at >= TIMESTAMP '2025-06-03' AND started_at < TIMESTAMP '2025-07-01' AND isodow(started_at) <= 5
        GROUP BY 1
), before AS (
    SELECT visits, bounced, 6 * (SELECT avg(views) FROM daily WHERE day <> DATE '2025-06-18') - views AS more FROM daily
        WHERE day = DATE '2025-06-18'
), spike AS (
    -- those who stay see five pages; how many they are follows from the views and the bounces wanted
    SELECT *, round(more - 5 * (bounced + 0.08 * more - 0.92 * visits) / 1.32)::BIGINT AS bouncing,
        round((bounced + 0.08 * more - 0.92 * visits) / 1.32)::BIGINT AS staying FROM before
)
SELECT 40000000000 + i * 4, TIMESTAMP '2025-06-18 07:00:00' + to_seconds(u(i, 'spike.tod') * 57600), 40000000000 + i * 4, NULL,
    'organic_social', NULL,
    ['east_cn','east_cn','south_cn','north_cn','west_cn'][uniform_int(i, 'spike.region', 1, 5)], CASE WHEN i < bouncing THEN 2
        ELSE -1 END, true, 'spike', i < bouncing
FROM spike, range((SELECT bouncing + staying FROM spike)) AS r(i);

INSERT INTO web_sessions
SELECT w.session_id, w.started_at, w.visitor_id, w.person_id, (hash(w.visitor_id // 12) >> 24)::BIGINT,
    w.channel, coalesce(w.campaign_id, CASE WHEN w.form = '' THEN f.campaign_id END), w.region,
    CASE WHEN w.form = 'spike' OR u(w.visitor_id, 'web.device') > 0.6 THEN CASE WHEN u(w.visitor_id, 'web.device') > 0.95
        THEN 'tablet' ELSE 'mobile' END ELSE 'desktop' END,
    CASE w.form WHEN 'spike' THEN '/campaign/618' WHEN 'form_newsletter' THEN '/blog' WHEN 'form_whitepaper' THEN '/resources'
        WHEN 'form_spec_sheet' THEN '/resources'
        WHEN 'form_webinar' THEN '/webinar' WHEN 'form_trial' THEN '/trial' WHEN 'form_demo_request' THEN '/product'
            WHEN 'form_quote_request' THEN '/contact'
        ELSE ['/', '/', '/', '/product', '/product', '/blog', '/blog', '/pricing', '/resources',
            '/trial'][uniform_int(w.session_id, 'web.landing', 1, 10)] END,
    CASE WHEN w.is_bounce THEN 1 WHEN w.form = 'spike' THEN 5
        ELSE 2 + least(floor(exponential(w.session_id, 'web.pages', 2.6)), 30) END,
    CASE WHEN w.is_bounce THEN uniform_int(w.session_id, 'web.leaving', 1, 20)
        ELSE least(3600, lognormal(w.session_id, 'web.staying', 150, 0.8)) END,
    w.is_bounce, w.is_new_visitor
FROM web_draft w CROSS JOIN size s
LEFT JOIN campaign_flight f ON f.channel = w.channel AND f.slot = uniform_int(w.session_id, 'web.slot', 0, s.campaign_slots - 1)
    AND f.period = ((year(w.started_at) - 2023) * 12 + month(w.started_at) - 1) // s.campaign_months
ORDER BY w.started_at, w.session_id;

DROP TABLE experiment;
DROP TABLE form_lead;
DROP TABLE anonymous_day;
DROP TABLE anonymous_mix;
DROP TABLE web_draft;

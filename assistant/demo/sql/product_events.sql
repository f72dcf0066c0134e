-- Product events: the sign-up day, exact returns on days 1, 7 and 30, the days between and after, and
-- passive events that must not count as activity.
-- Events without a feature: sign_up, app_open, view_dashboard; passive: push_received, heartbeat, auto_login. All others are
-- named like the feature. The first key feature is create_report; activation ends with build_dashboard; the
-- core action is schedule_export.
-- Reads users, user_plan (dropped here), features, subscription_months, gov_tracking_plan, size.

CREATE OR REPLACE TEMP TABLE day_release AS
WITH release(released_on, app_version) AS (VALUES
    (DATE '2023-01-01', '4.0.0'), (DATE '2023-03-13', '4.1.0'), (DATE '2023-05-22', '4.2.0'), (DATE '2023-08-07', '4.3.0'),
    (DATE '2023-10-23', '4.4.0'), (DATE '2024-01-08', '4.5.0'), (DATE '2024-04-01', '4.6.0'), (DATE '2024-07-15', '4.7.0'),
    (DATE '2024-11-01', '4.8.0'), (DATE '2024-12-09', '4.8.1'), (DATE '2025-01-21', '4.9.0'), (DATE '2025-04-07', '5.0.0'),
    (DATE '2025-06-30', '5.1.0'), (DATE '2025-09-15', '5.2.0'), (DATE '2025-11-10', '5.3.1'), (DATE '2025-12-15', '5.4.0')
)
SELECT date AS on_day, app_version FROM calendar ASOF JOIN release ON date >= released_on;

-- Event codes. Popular ones are repeated in the lists that slots draw from.
CREATE OR REPLACE TEMP TABLE event_code AS
SELECT feature_id::INT AS code, feature_key AS event_name, feature_id::INT AS feature_id, is_key, true AS is_active_event FROM features
UNION ALL
SELECT * FROM (VALUES (101, 'sign_up', NULL, false, true), (102, 'app_open', NULL, false, true),
    (103, 'view_dashboard', NULL, false, true), (104, 'push_received', NULL, false, false), (105, 'heartbeat', NULL, false, false),
    (106, 'auto_login', NULL, false, false));

CREATE OR REPLACE TEMP TABLE choice AS
WITH popular AS (
    SELECT code, event_name, is_key, row_number() OVER (PARTITION BY is_key ORDER BY event_name <> 'create_report', code) AS place
    FROM event_code WHERE feature_id IS NOT NULL AND event_name <> 'report_shared'
), repeated AS (
    SELECT code, is_key, unnest(range((greatest(1, 6 - place))::BIGINT)) AS n FROM popular
)
SELECT list(code ORDER BY code, n) FILTER (WHERE is_key) AS key_codes,
    list(code ORDER BY code, n) FILTER (WHERE NOT is_key) AS other_codes,
    (SELECT code FROM event_code WHERE event_name = 'report_shared') AS share_code,
    (SELECT code FROM event_code WHERE event_name = 'mobile_view') AS mobile_code,
    (SELECT code FROM event_code WHERE event_name = 'create_report') AS report_code,
    (SELECT code FROM event_code WHERE event_name = 'connect_source') AS source_code,
    (SELECT code FROM event_code WHERE event_name = 'build_dashboard') AS dashboard_code,
    (SELECT code FROM event_code WHERE event_name = 'schedule_export') AS core_code
FROM repeated;

-- How dense the days are depends on how many events the size allows per user.
CREATE OR REPLACE TEMP TABLE pace AS
SELECT least(1.0, 0.25 + 0.024 * product_events / users)::DOUBLE AS density,
    least(1.4, greatest(0.2, 0.036 * product_events / users - 0.2))::DOUBLE AS more_per_day,
    least(1.5, 0.02 * product_events / users)::DOUBLE AS more_at_signup,
    (0.07 * product_events)::BIGINT AS n_passive, product_events AS target
FROM size;

CREATE OR REPLACE TEMP TABLE user_course AS
WITH churned AS (
    SELECT account_id, max(month) FILTER (WHERE status = 'churned') AS churned_on, max(month) AS last_month
    FROM subscription_months GROUP BY account_id
), course AS (
    SELECT p.*, back_d1::INT + back_d7::INT + back_d30::INT AS returns,
        CASE WHEN back_d30 OR is_internal THEN 100 WHEN u(user_id, 'course.occasional') < 0.2 THEN 25 ELSE 0 END AS pull,
        31 + floor(exponential(user_id, 'course.life', 300))::INT AS life_days,
        CASE WHEN c.churned_on = c.last_month AND c.churned_on > p.signup_on
            THEN c.churned_on - p.signup_on + 15 ELSE 9999 END AS until_churn
    FROM user_plan p LEFT JOIN churned c USING (account_id)
)
SELECT user_id, account_id, platform, is_internal, is_cliff, signup_at, signup_on, age, key_day, activated_day, core_day,
    back_d1, back_d7, back_d30, returns, pull, least(age, life_days, until_churn) AS last_day
FROM course;

CREATE OR REPLACE TEMP TABLE early_day AS
WITH day AS (
    SELECT c.*, unnest(range(0, least(age, 50) + 1))::INT AS day_no FROM user_course c
), planned AS (
    SELECT user_id, day_no, isodow(signup_on + day_no) >= 6 AS is_weekend, returns, is_cliff, last_day,
        day_no IN (0, 1, 7, 30) AS is_exact,
        day_no = 0 OR day_no = 1 AND back_d1 OR day_no = 7 AND back_d7 OR day_no = 30 AND back_d30 AS is_back,
        coalesce(day_no = key_day OR day_no = activated_day OR day_no = core_day, false) AS is_reach
    FROM day
    WHERE day_no <= 30 OR day_no = core_day OR day_no = activated_day
)
SELECT user_id, day_no, is_reach FROM planned, pace
WHERE is_back OR is_reach OR NOT is_exact AND day_no < 30 AND day_no <= last_day
    AND u(user_id * 4096 + day_no, 'day.early') < density
        * CASE WHEN day_no < 7 THEN 0.46 * pow(day_no, -0.155) ELSE 0.34 * pow(day_no / 7.0, -0.299) END
        * [0.3, 1.15, 1.8, 2.2][returns + 1] * CASE WHEN is_weekend THEN 0.375 ELSE 1.25 END
        * CASE WHEN is_cliff AND day_no BETWEEN 3 AND 21 THEN 0.6 ELSE 1 END;

-- after the first month: as many days as the row target leaves room for
CREATE OR REPLACE TEMP TABLE late_day AS
WITH room AS (
    SELECT (target - n_passive - (
            SELECT count(*) * (1 + more_at_signup) + count(key_day) + 2 * count(activated_day) + count(core_day) FROM user_course))
        / (1 + more_per_day) - (SELECT count(*) FROM early_day WHERE day_no > 0 AND NOT is_reach) AS n_days
    FROM pace
), chance AS (
    SELECT greatest(0.0001, (SELECT n_days FROM room) / sum(pull * greatest(last_day - 30, 0))) AS per_pull FROM user_course
), day AS (
    SELECT user_id, pull, signup_on, core_day, unnest(range(31, last_day + 1))::INT AS day_no FROM user_course WHERE pull > 0
)
SELECT user_id, day_no FROM day, chance
WHERE u(user_id * 4096 + day_no, 'day.late')
        < least(0.8, pull * per_pull * CASE WHEN isodow(signup_on + day_no) >= 6 THEN 0.375 ELSE 1.25 END)
    AND day_no IS DISTINCT FROM core_day;

-- one row per user and day of return, with its event slots
CREATE OR REPLACE TEMP TABLE return_day AS
WITH day AS (
    SELECT user_id, day_no, is_reach FROM early_day WHERE day_no > 0
    UNION ALL SELECT user_id, day_no, false FROM late_day
), counted AS (
    SELECT d.*, c.signup_on, c.key_day, d.user_id * 4096 + d.day_no AS draw,
        -- a day with an event of its own needs no slot
        CASE WHEN is_reach THEN 0 ELSE 1 END
            + least(11, floor(exponential(d.user_id * 4096 + d.day_no, 'day.more', more_per_day)
                + u(d.user_id * 4096 + d.day_no, 'day.round')))::INT AS n_slots
    FROM day d JOIN user_course c USING (user_id), pace
)
SELECT user_id, day_no::SMALLINT AS day_no, signup_on + day_no AS on_day, (year(on_day) * 12 + month(on_day))::SMALLINT AS month_no,
    n_slots::TINYINT AS n_slots, (n_slots >= 2 AND u(draw, 'day.opener') < 0.35) AS has_opener,
    CASE WHEN day_no > key_day THEN n_slots - has_opener::INT ELSE 0 END::TINYINT AS n_free
FROM counted WHERE n_slots > 0;

-- Who uses key features and sharing in a month: a share of the month's active users per platform.
CREATE OR REPLACE TEMP TABLE user_month AS
WITH active AS (
    SELECT user_id, month_no, min(day_no) FILTER (WHERE n_free > 0) AS first_free, max(day_no) FILTER (WHERE n_free > 0) AS last_free
    FROM return_day GROUP BY user_id, month_no
), signup_month AS (
    SELECT user_id, (year(signup_on) * 12 + month(signup_on))::SMALLINT AS month_no FROM user_course
), everyone AS (
    SELECT coalesce(a.user_id, s.user_id) AS user_id, coalesce(a.month_no, s.month_no) AS month_no, first_free, last_free
    FROM active a FULL JOIN signup_month s ON s.user_id = a.user_id AND s.month_no = a.month_no
), reach AS (
    SELECT e.*, c.platform, c.is_internal,
        coalesce(e.month_no = year(c.signup_on + c.key_day) * 12 + month(c.signup_on + c.key_day), false) AS reaches_key,
        e.user_id * 65536 + e.month_no AS draw
    FROM everyone e JOIN user_course c USING (user_id)
), keyed AS (
    SELECT *, reaches_key OR first_free IS NOT NULL
        AND row_number() OVER (PARTITION BY month_no, platform, is_internal, reaches_key, first_free IS NULL ORDER BY u(draw, 'month.key'))
            <= round(0.84 * count(*) OVER (PARTITION BY month_no, platform, is_internal, reaches_key, first_free IS NULL)) AS uses_key
    FROM reach
)
SELECT user_id, month_no, first_free, last_free, uses_key,
    first_free IS NOT NULL AND uses_key
    AND row_number() OVER (PARTITION BY month_no, platform, is_internal, first_free IS NOT NULL AND uses_key ORDER BY u(draw, 'month.share'))
        <= round(0.24 * count(*) OVER (PARTITION BY month_no, platform, is_internal)) AS uses_share
FROM keyed;

CREATE OR REPLACE TEMP TABLE event_draft AS
WITH slot AS (
    SELECT d.user_id, d.day_no, d.on_day, d.n_slots, d.has_opener, d.n_free, m.first_free, m.last_free, m.uses_key, m.uses_share,
        d.user_id * 4096 + d.day_no AS day_draw, unnest(range(d.n_slots::BIGINT))::INT AS k
    FROM return_day d JOIN user_month m ON m.user_id = d.user_id AND m.month_no = d.month_no
), chosen AS (
    SELECT user_id, day_no, on_day, day_draw, k, u(day_draw * 16 + k, 'slot') AS point,
        CASE WHEN k = 0 AND has_opener THEN 'open'
            WHEN n_free = 0 OR NOT uses_key THEN 'other'
            WHEN uses_share AND day_no = last_free AND k = n_slots - 1 THEN 'share'
            WHEN day_no = first_free AND k = has_opener::INT THEN 'key'
            WHEN uses_share AND point < 0.12 THEN 'share'
            WHEN point < 0.55 THEN 'key'
            ELSE 'other' END AS kind
    FROM slot
), coded AS (
    SELECT user_id, day_no, k, day_draw,
        on_day + to_seconds(30600 + floor(19800 * (u(day_draw, 'day.tod1') + u(day_draw, 'day.tod2')))::BIGINT + k * 240
            + uniform_int(day_draw * 16 + k, 'slot.wait', 0, 230)) AS occurred_at,
        CASE kind WHEN 'open' THEN 102 + (point < 0.4)::INT WHEN 'share' THEN share_code
            WHEN 'key' THEN key_codes[uniform_int(day_draw * 16 + k, 'slot.key', 1, len(key_codes))]
            ELSE other_codes[uniform_int(day_draw * 16 + k, 'slot.other', 1, len(other_codes))] END AS code
    FROM chosen, choice
), browse AS (
    -- a look around after sign-up
    SELECT user_id, signup_at, unnest(range(floor(2 * more_at_signup * u(user_id, 'browse.n') + u(user_id, 'browse.round'))::BIGINT)) AS k
    FROM user_course, pace
), passive AS (
    SELECT i, 1 + floor(pow(u(i, 'passive.user'), 1.3) * n_users)::BIGINT AS user_id
    FROM (SELECT unnest(range(n_passive)) AS i FROM pace), (SELECT count(*) AS n_users FROM users)
), happened AS (
    SELECT occurred_at, user_id, code FROM coded
    UNION ALL SELECT signup_at, user_id, 101 FROM users
    UNION ALL SELECT signup_at + to_seconds(25 + 50 * k + uniform_int(user_id * 16 + k, 'browse.wait', 0, 45)), user_id,
        CASE WHEN u(user_id * 16 + k, 'browse.view') < 0.5 THEN 103
            ELSE other_codes[uniform_int(user_id * 16 + k, 'browse.code', 1, len(other_codes))] END
    FROM browse, choice
    UNION ALL SELECT first_key_feature_at, user_id, report_code FROM users, choice WHERE first_key_feature_at IS NOT NULL
    UNION ALL SELECT activated_at - INTERVAL 40 SECOND, user_id, source_code FROM users, choice WHERE activated_at IS NOT NULL
    UNION ALL SELECT activated_at, user_id, dashboard_code FROM users, choice WHERE activated_at IS NOT NULL
    UNION ALL SELECT core_action_at, user_id, core_code FROM users, choice WHERE core_action_at IS NOT NULL
    -- late in the evening, so that none precedes a sign-up of the same day
    UNION ALL SELECT signup_on + ceil(least(age, 200) * u(i, 'passive.day'))::INT
            + to_seconds(uniform_int(i, 'passive.tod', 82800, 86300)), user_id,
        uniform_int(i, 'passive.code', 104, 106) FROM passive JOIN user_course USING (user_id)
)
SELECT h.occurred_at, h.user_id, us.account_id, us.platform, r.app_version, us.signup_at::DATE AS signup_on,
    CASE -- the mobile view does not exist on web
        WHEN h.code = mobile_code AND us.platform = 'web' THEN 103
        -- Android 4.8 sent no report_shared: the visit is all that is seen
        WHEN h.code = share_code AND us.platform = 'android' AND starts_with(r.app_version, '4.8') THEN 102
        ELSE h.code END::SMALLINT AS code
FROM happened h JOIN users us USING (user_id) JOIN day_release r ON r.on_day = h.occurred_at::DATE, choice
ORDER BY h.occurred_at, h.user_id, h.code;

-- Each event carries what the tracking plan asks for; sixteen variants per event are enough.
CREATE OR REPLACE TEMP TABLE event_props AS
WITH required AS (
    SELECT DISTINCT event_name, unnest(required_props) AS prop FROM gov_tracking_plan
    UNION SELECT event_name, 'screen' FROM event_code
), variant AS (
    SELECT c.code, v, r.prop, c.code * 64 + v AS draw, c.event_name
    FROM event_code c JOIN required r USING (event_name) CROSS JOIN range(16) AS t(v)
), valued AS (
    SELECT code, v, prop, CASE
        WHEN prop LIKE '%\_ms' ESCAPE '\' OR prop LIKE 'duration%' THEN (100 * uniform_int(draw, 'props.ms', 2, 90))::VARCHAR
        WHEN prop LIKE '%\_id' ESCAPE '\' THEN uniform_int(draw, 'props.' || prop, 1000, 9999)::VARCHAR
        WHEN prop LIKE '%count%' OR prop LIKE 'n\_%' ESCAPE '\' OR prop IN ('rows', 'size') THEN uniform_int(draw, 'props.' || prop, 1, 60)::VARCHAR
        WHEN prop = 'screen' THEN '"' || event_name || '"'
        ELSE '"' || ['default', 'menu', 'toolbar', 'link'][uniform_int(draw, 'props.' || prop, 1, 4)] || '"' END AS val
    FROM variant
), written AS (
    SELECT code, v, '{' || string_agg('"' || prop || '":' || val, ',' ORDER BY prop) || '}' AS props FROM valued GROUP BY code, v
)
SELECT code, list(props::JSON ORDER BY v) AS variants FROM written GROUP BY code;

-- In June 2025 12 % of the iOS events lost their account.
UPDATE event_draft SET account_id = NULL
WHERE rowid IN (
    SELECT rowid FROM event_draft
    WHERE occurred_at >= TIMESTAMP '2025-06-01' AND occurred_at < TIMESTAMP '2025-07-01' AND platform = 'ios'
    QUALIFY row_number() OVER (ORDER BY u(rowid, 'lost.account')) <= round(0.12 * count(*) OVER ())
);

-- event_draft is in time order already; sorting the wide rows again would double the time
INSERT INTO product_events
SELECT e.rowid + 1, e.occurred_at, e.user_id, e.account_id, c.event_name, c.feature_id, e.platform, e.app_version,
    e.user_id * 4096 + (e.occurred_at::DATE - e.signup_on), c.is_active_event, p.variants[e.rowid * 7 % 16 + 1]
FROM event_draft e JOIN event_code c USING (code) JOIN event_props p USING (code);

DROP TABLE day_release;
DROP TABLE event_code;
DROP TABLE choice;
DROP TABLE pace;
DROP TABLE user_plan;
DROP TABLE user_course;
DROP TABLE early_day;
DROP TABLE late_day;
DROP TABLE return_day;
DROP TABLE user_month;
DROP TABLE event_draft;
DROP TABLE event_props;

-- Product users and, for each of them, the plan that product events follow: which days after sign-up
-- they come back on and when they first reach a key feature, activate and act.
-- Reads accounts and size. Leaves the temp table user_plan for product_events.sql, which drops it.
-- Users hold person_id = user_id.

-- An account fills its seats in the first months after it opens; what is left over at the end of 2025 never
-- signs up. Accounts older than the data still have their last seats to fill, and add a quarter more each year.
CREATE OR REPLACE TEMP TABLE user_seat AS
WITH opened AS (
    SELECT account_id, region, created_at, greatest(created_at::DATE + 1, DATE '2023-01-01') AS opens_on,
        exp(-greatest(DATE '2023-01-01' - created_at::DATE, 0) / 110.0) AS still_filling,
        greatest(DATE '2025-12-31' - greatest(created_at::DATE + 1, DATE '2023-01-01'), 0) AS room,
        lognormal(account_id, 'users.seats', CASE size_segment WHEN 'ent' THEN 5.0 WHEN 'mid' THEN 2.2 ELSE 1.0 END, 0.8) AS seats
    FROM accounts
), weighted AS (
    SELECT *, round(1000 * seats * still_filling * (1 - exp(-(room + 1) / 110.0)))::BIGINT AS filling,
        CASE WHEN still_filling < 1 THEN round(350 * seats)::BIGINT ELSE 0 END AS adding
    FROM opened
), running AS (
    SELECT *, (SELECT users FROM size)::HUGEINT AS n, filling + adding AS weight,
        sum(filling + adding) OVER (ORDER BY account_id) AS upto, sum(filling + adding) OVER () AS total
    FROM weighted
), seat AS (
    SELECT *, unnest(range(((upto - weight) * n // total)::BIGINT, (upto * n // total)::BIGINT)) AS seat_no FROM running
), ramped AS (
    SELECT *, CASE WHEN u(seat_no, 'users.ramp') * weight < filling THEN 110 ELSE -365 / ln(1.25) END AS ramp_days FROM seat
), drawn AS (
    SELECT *, least(opens_on, DATE '2025-12-31')
        + least(floor(-ramp_days * ln(1 - u(seat_no, 'users.signup') * (1 - exp(-room / ramp_days)))), room)::INT AS drawn_on
    FROM ramped
), workday AS (
    SELECT *, CASE WHEN isodow(drawn_on) >= 6 AND u(seat_no, 'users.weekend') < 0.6
        THEN least(drawn_on + (8 - isodow(drawn_on))::INT, DATE '2025-12-31') ELSE drawn_on END AS signup_on
    FROM drawn
)
SELECT seat_no, account_id, region,
    -- sign-ups end at 22:00 so that the first session stays inside its day
    least(greatest(signup_on + to_seconds(28800 + floor(25200 * (u(seat_no, 'users.tod1') + u(seat_no, 'users.tod2')))::BIGINT),
        created_at + INTERVAL 5 MINUTE), TIMESTAMP '2025-12-31 23:00:00') AS signup_at
FROM workday;

CREATE OR REPLACE TEMP TABLE user_cell AS
WITH numbered AS (
    SELECT row_number() OVER (ORDER BY signup_at, seat_no) AS user_id, account_id, region, signup_at,
        signup_at::DATE AS signup_on, year(signup_at) * 10 + quarter(signup_at) AS signup_quarter
    FROM user_seat
), shared AS (
    SELECT *, u(user_id, 'users.internal') < 0.03 AS is_internal,
        (row_number() OVER (PARTITION BY signup_quarter ORDER BY u(user_id, 'users.platform')) - 0.5)
            / count(*) OVER (PARTITION BY signup_quarter) AS platform_point,
        signup_on BETWEEN DATE '2025-09-15' AND DATE '2025-11-09' AS in_cliff_weeks
    FROM numbered
)
SELECT * EXCLUDE (platform_point),
    CASE WHEN platform_point < 0.48 THEN 'web' WHEN platform_point < 0.81 THEN 'android' ELSE 'ios' END AS platform,
    CASE WHEN in_cliff_weeks THEN 0 ELSE signup_quarter END AS cohort
FROM shared;

-- Shares of a cohort; release 5.2.0 moved the entry of create_report away from the start page on web.
CREATE OR REPLACE TEMP TABLE user_rate AS
SELECT * FROM (VALUES
    (false, 0.46, 0.34, 0.22, 0.58, 0.68, 0.74, 0.62, 0.66, 0.56),
    (true,  0.44, 0.19, 0.13, 0.31, 0.47, 0.56, 0.43, 0.48, 0.51)
) AS t(is_cliff, d1, d7, d30, key_first_day, key_first_week, key_ever, activated_first_week, activated_ever, core);

CREATE OR REPLACE TEMP TABLE user_reach AS
WITH ranked AS (
    SELECT c.*, r.*,
        row_number() OVER (PARTITION BY cohort, platform, is_internal ORDER BY u(user_id, 'users.key')) AS key_rank,
        count(*) OVER (PARTITION BY cohort, platform, is_internal) AS cell_size
    FROM user_cell c JOIN user_rate r ON r.is_cliff = (c.in_cliff_weeks AND c.platform = 'web')
), reached AS (
    SELECT *, CASE
        WHEN key_rank <= round(key_first_day * cell_size) THEN 0
        WHEN key_rank <= round(key_first_week * cell_size) THEN uniform_int(user_id, 'users.key_week', 2, 5)
        WHEN key_rank <= round(key_ever * cell_size) THEN uniform_int(user_id, 'users.key_late', 9, 27)
        END AS key_day
    FROM ranked
), activation AS (
    SELECT *, row_number() OVER (PARTITION BY cohort, platform, is_internal
        ORDER BY coalesce(key_day, 99) > 6, key_day IS NULL,
            u(user_id, 'users.activation') - CASE WHEN key_day = 0 THEN 0.3 ELSE 0 END) AS activation_rank
    FROM reached
), activated AS (
    SELECT *, CASE
        WHEN key_day IS NULL OR activation_rank > round(activated_ever * cell_size) THEN NULL
        WHEN activation_rank > round(activated_first_week * cell_size) THEN greatest(key_day, uniform_int(user_id, 'users.act_late', 9, 27))
        WHEN key_day = 0 AND u(user_id, 'users.act_same') >= 0.62 THEN uniform_int(user_id, 'users.act_week', 2, 6)
        ELSE key_day END AS activated_day
    FROM activation
), acting AS (
    SELECT *, row_number() OVER (PARTITION BY cohort, platform, is_internal, activated_day IS NULL
            ORDER BY u(user_id, 'users.core')) AS core_rank,
        count(activated_day) OVER (PARTITION BY cohort, platform, is_internal) AS n_activated
    FROM activated
), acted AS (
    SELECT *, CASE
        WHEN activated_day IS NULL OR core_rank > round(core * n_activated) THEN NULL
        WHEN u(user_id, 'users.core_same') < 0.35 THEN activated_day
        ELSE activated_day + uniform_int(user_id, 'users.core_later', 8, 20) END AS raw_core_day
    FROM acting
)
SELECT user_id, account_id, region, platform, cohort, is_internal, is_cliff, signup_at, signup_on, d1, d7, d30,
    -- planned days must leave day 30 to its own quota and not lie beyond the data
    CASE WHEN signup_on + key_day::INT <= DATE '2025-12-31' THEN key_day::INT END AS key_day,
    CASE WHEN signup_on + activated_day::INT <= DATE '2025-12-31' THEN activated_day::INT END AS activated_day,
    CASE WHEN signup_on + (raw_core_day + (raw_core_day = 30)::INT)::INT <= DATE '2025-12-31'
        THEN (raw_core_day + (raw_core_day = 30)::INT)::INT END AS core_day
FROM acted;

CREATE OR REPLACE TEMP TABLE user_plan AS
WITH leaning AS (
    SELECT *, u(user_id, 'users.liking') * 0.7
        + CASE WHEN activated_day <= 6 THEN 0 WHEN key_day IS NOT NULL THEN 0.25 ELSE 0.45 END AS reluctance
    FROM user_reach
), scored AS (
    SELECT *,
        -- a weekend return is less likely: it only decides who fills the quota
        reluctance + u(user_id, 'users.d1') + CASE WHEN isodow(signup_on + 1) >= 6 THEN 0.45 ELSE 0 END AS score1,
        reluctance + u(user_id, 'users.d7') + CASE WHEN isodow(signup_on + 7) >= 6 THEN 0.45 ELSE 0 END AS score7,
        reluctance + u(user_id, 'users.d30') + CASE WHEN isodow(signup_on + 30) >= 6 THEN 0.45 ELSE 0 END AS score30,
        DATE '2025-12-31' - signup_on AS age
    FROM leaning
), ranked AS (
    SELECT *, row_number() OVER c1 AS rank1, count(*) OVER (PARTITION BY cohort, platform, is_internal, age >= 1) AS n1,
        row_number() OVER c7 AS rank7, count(*) OVER (PARTITION BY cohort, platform, is_internal, age >= 7) AS n7,
        row_number() OVER c30 AS rank30, count(*) OVER (PARTITION BY cohort, platform, is_internal, age >= 30) AS n30
    FROM scored
    WINDOW c1 AS (PARTITION BY cohort, platform, is_internal, age >= 1 ORDER BY score1, user_id),
        c7 AS (PARTITION BY cohort, platform, is_internal, age >= 7 ORDER BY score7, user_id),
        c30 AS (PARTITION BY cohort, platform, is_internal, age >= 30 ORDER BY score30, user_id)
)
SELECT user_id, account_id, region, platform, is_internal, is_cliff, signup_at, signup_on, age,
    key_day, activated_day, core_day,
    age >= 1 AND rank1 <= round(d1 * n1) AS back_d1,
    age >= 7 AND rank7 <= round(d7 * n7) AS back_d7,
    age >= 30 AND rank30 <= round(d30 * n30) AS back_d30
FROM ranked;

INSERT INTO users
WITH clock AS (
    SELECT *,
        CASE WHEN key_day = 0 THEN signup_at + to_seconds(uniform_int(user_id, 'users.key_s', 180, 2400))
            ELSE signup_on + key_day::INT + to_seconds(uniform_int(user_id, 'users.key_t', 34200, 64800)) END AS key_at
    FROM user_plan
), activation AS (
    SELECT *, CASE WHEN activated_day = key_day THEN key_at + to_seconds(uniform_int(user_id, 'users.act_s', 120, 1200))
        ELSE signup_on + activated_day::INT + to_seconds(uniform_int(user_id, 'users.act_t', 34200, 64800)) END AS act_at
    FROM clock
)
SELECT user_id, user_id AS person_id, account_id, signup_at, platform,
    ['viewer', 'analyst', 'analyst', 'manager', 'admin'][uniform_int(user_id, 'users.role', 1, 5)] AS role,
    region, is_internal, key_at, act_at,
    CASE WHEN core_day = activated_day THEN act_at + to_seconds(uniform_int(user_id, 'users.core_s', 60, 900))
        ELSE signup_on + core_day::INT + to_seconds(uniform_int(user_id, 'users.core_t', 34200, 64800)) END AS core_at
FROM activation
ORDER BY signup_at, user_id;

DROP TABLE user_seat;
DROP TABLE user_cell;
DROP TABLE user_rate;
DROP TABLE user_reach;

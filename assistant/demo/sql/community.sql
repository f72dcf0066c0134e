-- Customer groups, their members and what happens in them (topics and links, never message text).
-- Reads employees, leads, orders, size.

INSERT INTO community_groups
WITH numbered AS (
    SELECT group_no::INT AS group_id, (group_no - 1) % 7 + 1 AS region_no, (group_no - 1) % 8 + 1 AS industry_no,
        (group_no - 1) // 56 AS repeat_no
    FROM range(1, (SELECT community_groups FROM size) + 1) AS g(group_no)
), owner AS (
    SELECT employee_id, row_number() OVER (ORDER BY employee_id) - 1 AS owner_no, count(*) OVER () AS n
    FROM employees WHERE dept = 'ops' AND left_on IS NULL
)
SELECT g.group_id,
    ['华东', '华南', '西部', '亚太', '华北', '欧洲', '北美'][region_no]
        || ['零售', '金融', '能源', '制造', '教育', '医疗', '物流', '互联网'][industry_no] || '交流群'
        || CASE WHEN repeat_no > 0 THEN (repeat_no + 1) || '群' ELSE '' END,
    o.employee_id, ['east_cn', 'south_cn', 'west_cn', 'apac', 'north_cn', 'emea', 'na'][region_no],
    ['industry_exchange', 'product_tips', 'onboarding', 'industry_exchange', 'vip_service', 'event_follow_up'][group_id % 6 + 1],
    CASE WHEN group_id = 12 THEN DATE '2023-02-06'
        ELSE DATE '2023-02-01' + floor(640 * u(group_id, 'groups.created'))::INT END
FROM numbered g LEFT JOIN owner o ON o.owner_no = g.group_id % o.n
ORDER BY 6, 1;

-- Group 12 keeps 490 places: 0.3 % fall vacant each week, 1.2 % from April 2025, and all but ten are
-- filled again, so that 480 members remain.
CREATE OR REPLACE TEMP TABLE member_in_12 AS
WITH week AS (
    SELECT week_no, DATE '2023-07-03' + 7 * week_no::INT AS week_start FROM range(130) AS w(week_no)
), counted AS (
    SELECT week_start, sum(CASE WHEN week_start < DATE '2025-03-31' THEN 147 ELSE 588 END) OVER (ORDER BY week_no) AS upto
    FROM week
), leaving AS (
    SELECT week_start, unnest(range(
        ((upto - CASE WHEN week_start < DATE '2025-03-31' THEN 147 ELSE 588 END) // 100)::BIGINT, (upto // 100)::BIGINT)) AS leave_no
    FROM counted
), vacated AS (
    SELECT leave_no, leave_no * 197 % 490 AS place,
        week_start + uniform_int(leave_no, 'group12.day', 0, 4)::INT + to_seconds(uniform_int(leave_no, 'group12.tod', 30000, 79000)) AS left_at,
        row_number() OVER (PARTITION BY week_start >= DATE '2025-03-31' ORDER BY leave_no) AS nth
    FROM leaving
), first_holder AS (
    SELECT place, DATE '2023-02-06' + uniform_int(place, 'group12.join', 0, 130)::INT
            + to_seconds(uniform_int(place, 'group12.jtod', 30000, 79000)) AS joined_at, v.left_at
    FROM range(490) AS p(place) LEFT JOIN vacated v USING (place)
), second_holder AS (
    SELECT 1000 + place AS place, left_at + to_seconds(uniform_int(leave_no, 'group12.gap', 3600, 86400)) AS joined_at, NULL::TIMESTAMP AS left_at
    FROM vacated
    WHERE NOT (left_at >= TIMESTAMP '2025-03-31' AND nth % 22 = 0 AND nth <= 220)
)
SELECT 12 AS group_id, * FROM first_holder UNION ALL SELECT 12, * FROM second_holder;

CREATE OR REPLACE TEMP TABLE member_elsewhere AS
WITH weighted AS (
    SELECT group_id, created_on, round(1000 * lognormal(group_id, 'groups.weight', 1, 0.6))::BIGINT AS weight
    FROM community_groups WHERE group_id <> 12
), sized AS (
    SELECT *, greatest(30, weight * ((SELECT community_members FROM size) - 880) // sum(weight) OVER ()) AS n FROM weighted
), placed AS (
    SELECT group_id, created_on, unnest(range(n::BIGINT)) AS place FROM sized
), joined AS (
    SELECT group_id, place, group_id * 100000 + place AS draw, created_on + (
        -320 * ln(1 - u(group_id * 100000 + place, 'members.join')
            * (1 - exp(-(DATE '2025-12-30' - created_on) / 320.0))))::INT
            + to_seconds(uniform_int(group_id * 100000 + place, 'members.jtod', 30000, 79000)) AS joined_at
    FROM placed
), stayed AS (
    -- 0.3 % leave per week
    SELECT *, joined_at + to_seconds((3600 + exponential(draw, 'members.stay', 7 / 0.003) * 86400)::BIGINT) AS leaves_at FROM joined
)
SELECT group_id, place, joined_at, CASE WHEN leaves_at <= TIMESTAMP '2025-12-31 20:00:00' THEN leaves_at END AS left_at FROM stayed;

CREATE OR REPLACE TEMP TABLE member AS
WITH everyone AS (
    SELECT group_id, place, joined_at, left_at, false AS is_staff FROM member_in_12
    UNION ALL SELECT group_id, place, joined_at, left_at, false FROM member_elsewhere
    UNION ALL SELECT group_id, 90000 + s, created_on + INTERVAL 9 HOUR, NULL, true FROM community_groups, range(3) AS t(s)
), numbered AS (
    SELECT row_number() OVER (ORDER BY joined_at, group_id, place) AS member_id, * FROM everyone
), person AS (
    SELECT person_id, region, row_number() OVER (PARTITION BY region ORDER BY u(person_id, 'members.person')) AS nth
    FROM (SELECT person_id, min(region) AS region FROM leads WHERE person_id IS NOT NULL GROUP BY person_id)
), customer AS (
    SELECT n.*, g.region, pow(u(n.member_id, 'members.voice'), -0.7) AS voice, pow(u(n.member_id, 'members.reader'), -0.5) AS reader,
        CASE WHEN NOT n.is_staff AND u(n.member_id, 'members.known') < 0.75
            THEN row_number() OVER (PARTITION BY g.region, n.is_staff, u(n.member_id, 'members.known') < 0.75 ORDER BY n.member_id) END AS nth
    FROM numbered n JOIN community_groups g USING (group_id)
)
SELECT c.member_id, c.group_id, c.region, c.joined_at, c.left_at, c.is_staff, c.voice, c.reader, p.person_id,
    -- the most vocal 3 %
    NOT c.is_staff AND row_number() OVER (PARTITION BY c.group_id, c.is_staff ORDER BY c.voice DESC)
        <= greatest(1, round(0.03 * count(*) OVER (PARTITION BY c.group_id, c.is_staff))) AS is_koc
FROM customer c LEFT JOIN person p ON p.region = c.region AND p.nth = c.nth;

INSERT INTO community_members
SELECT group_id, member_id, person_id, joined_at, left_at, is_staff, is_koc FROM member ORDER BY joined_at, member_id;

CREATE OR REPLACE TEMP TABLE member_month AS
WITH month AS (
    SELECT month_no, (DATE '2023-01-01' + to_months(month_no::INT))::DATE AS starts, (DATE '2023-02-01' + to_months(month_no::INT))::DATE AS ends
    FROM range(36) AS m(month_no)
)
SELECT m.member_id, m.group_id, m.is_staff, m.voice, m.reader, t.month_no::INT AS month_no, m.member_id * 64 + t.month_no AS draw,
    greatest(t.starts, m.joined_at::DATE + 1) AS from_day, least(t.ends, coalesce(m.left_at::DATE, t.ends)) AS to_day,
    m.group_id = 12 AND t.starts >= DATE '2025-04-01' AS is_silent,
    m.left_at IS NULL OR m.left_at >= t.ends AS is_present
FROM member m JOIN month t ON m.joined_at::DATE + 1 < t.ends AND coalesce(m.left_at::DATE, t.ends) > t.starts;

-- speakers of a group and month: a fixed share of its members, the vocal ones more often
CREATE OR REPLACE TEMP TABLE speaker AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY group_id, month_no ORDER BY exponential(draw, 'speak', 1) / voice) AS nth,
        count(*) FILTER (WHERE is_present) OVER (PARTITION BY group_id, month_no) AS n_members
    FROM member_month
    WHERE NOT is_staff AND from_day < to_day
), chosen AS (
    SELECT * FROM ranked
    WHERE nth <= round(n_members * CASE WHEN is_silent THEN 0.006 WHEN group_id = 12 THEN 0.18
        ELSE 0.13 + 0.06 * u(group_id, 'groups.talk') + 0.014 * (u(group_id * 100 + month_no, 'groups.month') - 0.5) END)
), budget AS (
    SELECT greatest(count(*) * 0.25, (SELECT community_events FROM size) * 0.5 - count(*)) AS extra,
        sum((voice * 1000)::BIGINT) AS total
    FROM chosen
)
SELECT c.*, 1 + CASE WHEN is_silent THEN 0
    ELSE least(40, floor(extra * (voice * 1000)::BIGINT / total + u(draw, 'speak.more')))::INT END AS n_messages
FROM chosen c, budget;

CREATE OR REPLACE TEMP TABLE community_post AS
WITH said AS (
    SELECT member_id, group_id, month_no, from_day, to_day, is_staff, draw, unnest(range(n_messages)) AS k, 0 AS nth, false AS is_silent
    FROM speaker
    UNION ALL
    SELECT member_id, group_id, month_no, from_day, to_day, is_staff, draw, k, 0, is_silent
    FROM (SELECT *, unnest(range(CASE WHEN is_silent THEN 25 ELSE 1 END)) AS k FROM member_month WHERE is_staff)
    -- the flood in a silent group comes from one of its three staff members
    WHERE NOT is_silent OR member_id IN (SELECT min(member_id) FROM member WHERE is_staff GROUP BY group_id)
), placed AS (
    SELECT *, draw * 64 + k AS roll,
        CASE WHEN is_silent THEN k < 23 ELSE is_staff AND u(draw * 64 + k, 'post.link') < 0.3 END AS is_link
    FROM said
), content AS (
    SELECT *, CASE WHEN is_link THEN uniform_int(roll, 'post.content', 1, 120) END AS drawn_content FROM placed
)
SELECT from_day + floor((to_day - from_day) * u(roll, 'post.day'))::INT + to_seconds(uniform_int(roll, 'post.tod', 28800, 82800)) AS occurred_at,
    group_id, member_id, 'message' AS event_type,
    CASE WHEN is_link AND (is_silent OR u(roll, 'post.promo') < 0.5) THEN 'promotion'
        -- the integration trouble of autumn 2025 is also talked about
        WHEN month_no BETWEEN 31 AND 33 AND u(roll, 'post.trouble') < 0.3 THEN 'integration'
        ELSE ['how_to', 'how_to', 'how_to', 'case_sharing', 'case_sharing', 'integration', 'pricing', 'pricing',
            'feature_request', 'feature_request', 'bug'][uniform_int(roll, 'post.topic', 1, 11)] END AS topic,
    CASE WHEN is_silent AND drawn_content % 20 >= 9 THEN drawn_content - drawn_content % 20 + 1 ELSE drawn_content END AS content_id
FROM content;

CREATE OR REPLACE TEMP TABLE link_view AS
WITH budget AS (
    SELECT greatest((SELECT community_events FROM size) * 0.9 - (SELECT count(*) FROM community_post), (SELECT community_events FROM size) * 0.3)
        * 1000 / sum((reader * CASE WHEN is_silent THEN 2500 ELSE 1000 END)::BIGINT) AS per_reader
    FROM member_month WHERE NOT is_staff AND from_day < to_day
), seen AS (
    SELECT *, least(20, floor(per_reader * reader * CASE WHEN is_silent THEN 2.5 ELSE 1 END + u(draw, 'view.n')))::INT AS n_views
    FROM member_month, budget WHERE NOT is_staff AND from_day < to_day
), hesitant AS (
    -- members who click product links again and again in the last month and never order
    SELECT member_id FROM member
    WHERE NOT is_staff AND group_id <> 12 AND left_at IS NULL AND joined_at < TIMESTAMP '2025-11-20'
    QUALIFY row_number() OVER (ORDER BY u(member_id, 'members.hesitant')) <= greatest(6, (SELECT community_members FROM size) // 800)
), viewed AS (
    SELECT member_id, group_id, month_no, from_day, to_day, draw, is_silent, false AS is_hesitant, unnest(range(n_views)) AS k FROM seen
    UNION ALL
    SELECT member_id, group_id, month_no, DATE '2025-12-03', DATE '2025-12-31', draw, false, true, unnest(range(40, 40 + uniform_int(draw, 'view.again', 3, 6)))
    FROM member_month SEMI JOIN hesitant USING (member_id) WHERE month_no = 35
), content AS (
    SELECT v.*, draw * 64 + k AS roll, uniform_int(draw * 64 + k, 'view.content', 1, 120) AS drawn_content,
        member_id IN (FROM hesitant) AS never_orders
    FROM viewed v
)
SELECT * EXCLUDE (drawn_content),
    from_day + floor((to_day - from_day) * u(roll, 'view.day'))::INT + to_seconds(uniform_int(roll, 'view.tod', 28800, 82800)) AS seen_at,
    CASE WHEN (is_hesitant OR is_silent) AND drawn_content % 20 >= 9 THEN drawn_content - drawn_content % 20 + 1 ELSE drawn_content END AS content_id,
    -- content 0-8 of each twenty sells, 9-16 informs, 17-19 is live
    CASE WHEN content_id % 20 < 9 THEN 'product_link' WHEN content_id % 20 < 17 THEN 'article' ELSE 'live' END AS content_type
FROM content;

CREATE OR REPLACE TEMP TABLE link_click AS
WITH ranked AS (
    SELECT *, row_number() OVER cell AS nth, count(*) OVER (PARTITION BY content_type, month_no // 3, is_silent, is_hesitant) AS n
    FROM link_view
    WINDOW cell AS (PARTITION BY content_type, month_no // 3, is_silent, is_hesitant
        ORDER BY exponential(roll, 'click', 1) / pow(u(member_id, 'members.clicker'), -0.6))
)
SELECT roll, member_id, group_id, month_no, content_id, content_type, never_orders,
    seen_at + to_seconds(uniform_int(roll, 'click.wait', 5, 600)) AS clicked_at,
    greatest(3, round(lognormal(roll, 'click.dwell', CASE content_type WHEN 'article' THEN 75 WHEN 'live' THEN 240 ELSE 40 END, 0.8)))::INT AS dwell_sec
FROM ranked
WHERE is_hesitant OR nth <= round(n * CASE WHEN is_silent THEN 0.012
    ELSE CASE content_type WHEN 'product_link' THEN 0.11 WHEN 'article' THEN 0.15 ELSE 0.2 END END);

CREATE OR REPLACE TEMP TABLE link_convert AS
WITH near_order AS (
    SELECT c.*, o.order_id, o.ordered_at
    FROM (SELECT k.*, g.region FROM link_click k JOIN community_groups g USING (group_id) WHERE NOT never_orders) c
    ASOF JOIN (SELECT order_id, region, ordered_at FROM orders WHERE status = 'signed') o
        ON o.region = c.region AND o.ordered_at >= c.clicked_at
), once AS (
    SELECT n.* FROM near_order n JOIN member m USING (member_id)
    WHERE ordered_at < clicked_at + INTERVAL 10 DAY AND ordered_at < coalesce(m.left_at, TIMESTAMP '2026-01-01')
    QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY clicked_at DESC, roll) = 1
), share AS (
    SELECT content_type, month_no // 12 AS year_no, count(*) AS n_clicks FROM link_click GROUP BY ALL
)
SELECT o.* FROM once o JOIN share s ON s.content_type = o.content_type AND s.year_no = o.month_no // 12
QUALIFY row_number() OVER (PARTITION BY o.content_type, year_no ORDER BY u(o.roll, 'convert'))
    <= round(n_clicks * CASE o.content_type WHEN 'product_link' THEN 0.08 WHEN 'article' THEN 0.03 ELSE 0.06 END);

INSERT INTO community_events
WITH happened AS (
    SELECT occurred_at, group_id, member_id, event_type, topic, content_id,
        CASE WHEN content_id % 20 < 9 THEN 'product_link' WHEN content_id % 20 < 17 THEN 'article' WHEN content_id IS NOT NULL THEN 'live' END AS content_type,
        NULL::INT AS dwell_sec, NULL::BIGINT AS order_id
    FROM community_post
    UNION ALL SELECT seen_at, group_id, member_id, 'link_exposed', NULL, content_id, content_type, NULL, NULL FROM link_view
    UNION ALL SELECT clicked_at, group_id, member_id, 'link_click', NULL, content_id, content_type, dwell_sec, NULL FROM link_click
    UNION ALL SELECT ordered_at, group_id, member_id, 'convert', NULL, content_id, content_type, NULL, order_id FROM link_convert
)
SELECT row_number() OVER (ORDER BY occurred_at, member_id, event_type, content_id, topic), * FROM happened
ORDER BY occurred_at, member_id, event_type, content_id, topic;

DROP TABLE link_convert;
DROP TABLE link_click;
DROP TABLE link_view;
DROP TABLE community_post;
DROP TABLE speaker;
DROP TABLE member_month;
DROP TABLE member;
DROP TABLE member_elsewhere;
DROP TABLE member_in_12;

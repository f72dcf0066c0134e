-- Campaigns: named ones, one fund per partner, and flights that follow each other in every paid channel.
-- Reads partners, products, size. Leaves campaign_flight (which campaign runs in a channel, slot and period).

INSERT INTO campaigns VALUES
    (1, 'SEM-通用词扩量', 'paid_search', 'lead_gen', 'SEM250301', NULL, 2, NULL, DATE '2025-03-01', DATE '2025-04-30', 0),
    (2, 'EM-2025-11-唤醒', 'email', 'lead_gen', 'EM251101', 'apac', 1, NULL, DATE '2025-11-01', DATE '2025-11-30', 0),
    (3, 'EM-2025-10-订阅', 'email', 'lead_gen', 'EM251001', NULL, 1, NULL, DATE '2025-10-01', DATE '2025-10-31', 0);

INSERT INTO campaigns
SELECT 100 + partner_id, 'MDF-' || partner_name || '-联合推广', 'partner', 'lead_gen', 'MDF' || lpad(partner_id::VARCHAR, 3, '0'),
    region, [1, 2, 3, 11][partner_id % 4 + 1], partner_id, DATE '2023-01-01', DATE '2025-12-31', 0
FROM partners ORDER BY partner_id;

CREATE OR REPLACE TEMP TABLE campaign_flight AS
WITH slot AS (
    SELECT channel, channel_no, prefix, themes, s.slot, campaign_months
    FROM size, range((SELECT campaign_slots FROM size)) AS s(slot), (VALUES
        ('paid_search', 1, 'SEM', ['品牌词','行业词','竞品词','长尾词','产品词']),
        ('paid_social', 2, 'SOC', ['决策人定向','相似人群','再营销','短视频','案例故事']),
        ('display', 3, 'DSP', ['信息流拉新','再营销','行业媒体','品牌露出','产品演示']),
        ('email', 4, 'EM', ['培育','月刊','研讨会邀请','老线索激活','产品更新']),
        ('event', 5, 'EXPO', ['工业博览会','数字化峰会','行业论坛','城市路演','客户日']),
        ('wecom', 6, 'WX', ['社群裂变','直播预约','资料领取','专家答疑','客户转介'])
    ) AS c(channel, channel_no, prefix, themes)
), flight AS (
    SELECT *, DATE '2023-01-01' + to_months((p.period * campaign_months)::INT) AS start_on
    FROM slot, range(36) AS p(period) WHERE p.period * campaign_months < 36
        AND (channel <> 'wecom' OR (campaign_months < 12 AND slot = 0 AND p.period % 2 = 0))
)
SELECT (1000 + row_number() OVER (ORDER BY channel_no, period, slot))::INT AS campaign_id, channel, prefix, slot, period,
    prefix || '-' || year(start_on)
        || CASE WHEN campaign_months < 12 THEN 'Q' || quarter(start_on) ELSE '' END
        || '-' || themes[(slot + period * 2) % 5 + 1] || CASE WHEN slot >= 5 THEN '-' || (slot // 5 + 1)
            ELSE '' END AS campaign_name,
    CASE WHEN channel = 'display' AND slot % 2 = 1 THEN 'brand' ELSE 'lead_gen' END AS objective,
    (['1', '2', '3', '2', '1', '11', '3'][((channel_no + slot + period * 3) % 7 + 1)::INT])::INT AS product_id,
    start_on::DATE AS start_on,
    (start_on + to_months(CASE WHEN channel = 'wecom' THEN 6 ELSE campaign_months END::INT))::DATE - 1 AS end_on
FROM flight;

INSERT INTO campaigns
SELECT campaign_id, campaign_name, channel, objective, prefix || lpad(campaign_id::VARCHAR, 5, '0'), NULL, product_id, NULL,
    start_on, end_on, 0
FROM campaign_flight ORDER BY campaign_id;

-- Customers of a group who often clicked on product links lately and ordered nothing through them.
SELECT e.group_id, e.member_id, count(CASE WHEN e.event_type = 'link_click' THEN 1 END) AS product_clicks
FROM community_events AS e
JOIN community_members AS m ON m.group_id = e.group_id AND m.member_id = e.member_id
WHERE
    e.content_type = 'product_link' AND NOT m.is_staff
    AND e.occurred_at > $as_of - to_days($lookback_days) AND e.occurred_at <= $as_of
GROUP BY e.group_id, e.member_id
HAVING count(CASE WHEN e.event_type = 'link_click' THEN 1 END) >= $minimum_clicks AND count(e.order_id) = 0

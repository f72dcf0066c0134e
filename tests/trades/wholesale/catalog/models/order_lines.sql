-- lines of orders that were not cancelled, with the date, customer and rep of their order
SELECT d.line_id, d.order_id, d.product_id, o.customer_id, o.employee_id, o.ordered_on, o.channel,
       d.quantity, d.unit_price, d.discount, d.unit_cost
FROM order_details d
JOIN orders o ON o.order_id = d.order_id
WHERE o.status <> 'X'

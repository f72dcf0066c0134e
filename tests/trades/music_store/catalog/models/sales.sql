SELECT l.invoice_line_id, l.invoice_id, l.track_id, i.customer_id, al.artist_id, i.invoice_date,
       l.unit_price, l.quantity, l.unit_price * l.quantity AS amount
FROM invoice_line AS l
JOIN invoice AS i ON i.invoice_id = l.invoice_id
JOIN track AS t ON t.track_id = l.track_id
JOIN album AS al ON al.album_id = t.album_id

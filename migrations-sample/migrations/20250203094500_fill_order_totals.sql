-- Work out the totals of the orders that are already there.

UPDATE orders
SET total_cents = (
    SELECT COALESCE(SUM(order_lines.quantity * order_lines.price_cents), 0)
    FROM order_lines
    WHERE order_lines.order_id = orders.id
)
WHERE total_cents = 0;

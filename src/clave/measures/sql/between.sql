-- Net money of each customer from a day on; charges count as money.
SELECT sale.unit AS unit, CAST(SUM(sale.net) AS DOUBLE) AS net
FROM sale
WHERE sale.date >= :since
GROUP BY sale.unit
ORDER BY sale.unit

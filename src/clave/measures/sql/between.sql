-- Net money of each customer from a day on, and of how many lines it is known; charges count as money.
SELECT sale.unit AS unit, CAST(COALESCE(SUM(sale.net), 0) AS DOUBLE) AS net, COUNT(sale.net) AS known
FROM sale
WHERE sale.date >= :since
GROUP BY sale.unit
ORDER BY sale.unit

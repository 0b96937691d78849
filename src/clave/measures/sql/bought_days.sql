-- What some customers bought, day by day and family by family, within `history`; '' = a line without a family.
SELECT
  sale.unit AS unit,
  COALESCE(sale.family, '') AS family,
  sale.date AS date,
  CAST(COALESCE(SUM(sale.net), 0) AS DOUBLE) AS money
FROM sale
JOIN wanted ON wanted.unit = sale.unit
WHERE sale.bought = 1 AND sale.date >= :history_from
GROUP BY sale.unit, COALESCE(sale.family, ''), sale.date
ORDER BY unit, family, date

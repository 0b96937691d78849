-- Net product money of each family in the year and in the year before; an empty family gathers the lines that have none.
SELECT
  sale.unit AS unit,
  COALESCE(sale.family, '') AS family,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :year_from), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date < :year_from), 0) AS DOUBLE) AS money_before
FROM sale
WHERE sale.date >= :before_from AND sale.counts = 1 AND sale.net IS NOT NULL
GROUP BY sale.unit, COALESCE(sale.family, '')
ORDER BY unit, family

-- What every customer bought of some families and products (`:everything` = 1: of all of them) in each month of `span`; money and
-- cost of the lines whose cost is known.
SELECT
  sale.unit AS unit,
  span.place AS place,
  CAST(COALESCE(SUM(sale.net), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(sale.kilos), 0) AS DOUBLE) AS kilos,
  CAST(COALESCE(SUM(CASE WHEN sale.cost IS NOT NULL THEN sale.net END), 0) AS DOUBLE) AS covered,
  CAST(COALESCE(SUM(CASE WHEN sale.net IS NOT NULL THEN sale.cost END), 0) AS DOUBLE) AS cost
FROM sale
JOIN span ON sale.date >= span.first_day AND sale.date <= span.last_day
WHERE sale.counts = 1
  AND (
    :everything = 1
    OR sale.family IN (SELECT wanted.name AS name FROM wanted WHERE wanted.what = 'family')
    OR sale.product IN (SELECT wanted.name AS name FROM wanted WHERE wanted.what = 'product')
  )
GROUP BY sale.unit, span.place
ORDER BY unit, place

-- What every customer bought in each calendar month of `slot`: money and how many lines have any, money and cost of the lines
-- whose cost is known, kilos and how many lines have any, and whether anything was bought.
WITH daily AS (
  SELECT
    sale.unit AS unit,
    sale.date AS date,
    COALESCE(SUM(sale.net), 0) AS money,
    COUNT(sale.net) AS priced,
    COALESCE(SUM(CASE WHEN sale.cost IS NOT NULL THEN sale.net END), 0) AS covered,
    COALESCE(SUM(CASE WHEN sale.net IS NOT NULL THEN sale.cost END), 0) AS cost,
    COUNT(CASE WHEN sale.net IS NOT NULL THEN sale.cost END) AS costed,
    COALESCE(SUM(CASE WHEN sale.counts = 1 THEN sale.kilos END), 0) AS kilos,
    COUNT(CASE WHEN sale.counts = 1 THEN sale.kilos END) AS weighed,
    MAX(sale.bought) AS bought
  FROM sale
  GROUP BY sale.unit, sale.date
)
SELECT
  daily.unit AS unit,
  slot.slot AS slot,
  CAST(COALESCE(SUM(daily.money), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(daily.priced), 0) AS DOUBLE) AS priced,
  CAST(COALESCE(SUM(daily.covered), 0) AS DOUBLE) AS covered,
  CAST(COALESCE(SUM(daily.cost), 0) AS DOUBLE) AS cost,
  CAST(COALESCE(SUM(daily.costed), 0) AS DOUBLE) AS costed,
  CAST(COALESCE(SUM(daily.kilos), 0) AS DOUBLE) AS kilos,
  CAST(COALESCE(SUM(daily.weighed), 0) AS DOUBLE) AS weighed,
  CAST(MAX(daily.bought) AS DOUBLE) AS bought
FROM daily
JOIN slot ON daily.date >= slot.first_day AND daily.date <= slot.last_day
GROUP BY daily.unit, slot.slot
ORDER BY unit, slot

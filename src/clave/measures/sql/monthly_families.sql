-- Net money of each family in each calendar month of `slot`; what has no family is a family of its own.
WITH daily AS (
  SELECT sale.unit AS unit, COALESCE(sale.family, '') AS family, sale.date AS date, COALESCE(SUM(sale.net), 0) AS money
  FROM sale
  WHERE sale.counts = 1
  GROUP BY sale.unit, COALESCE(sale.family, ''), sale.date
)
SELECT
  daily.unit AS unit,
  daily.family AS family,
  slot.slot AS slot,
  CAST(COALESCE(SUM(daily.money), 0) AS DOUBLE) AS money
FROM daily
JOIN slot ON daily.date >= slot.first_day AND daily.date <= slot.last_day
GROUP BY daily.unit, daily.family, slot.slot
ORDER BY unit, family, slot

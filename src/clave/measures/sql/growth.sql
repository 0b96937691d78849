-- Net money of each of the 24 months up to the date: slot 0 is the oldest, slot 23 ends on the date.
WITH daily AS (
  SELECT sale.unit AS unit, sale.date AS date, COALESCE(SUM(sale.net), 0) AS net
  FROM sale
  WHERE sale.date >= :before_from
  GROUP BY sale.unit, sale.date
)
SELECT daily.unit AS unit, slot.slot AS slot, CAST(COALESCE(SUM(daily.net), 0) AS DOUBLE) AS net
FROM daily
JOIN slot ON daily.date >= slot.first_day AND daily.date <= slot.last_day
GROUP BY daily.unit, slot.slot
ORDER BY unit, slot

-- What one unit of a foreign currency is worth, from a day until the next rate.
WITH daily AS (
  SELECT quoted.currency AS currency, quoted.date AS since, MAX(CAST(quoted.rate AS DECIMAL(18, 8))) AS rate
  FROM exchange_rate AS quoted
  WHERE quoted.currency IS NOT NULL AND quoted.date IS NOT NULL AND quoted.rate IS NOT NULL
  GROUP BY quoted.currency, quoted.date
)
SELECT
  daily.currency AS currency,
  daily.since AS since,
  COALESCE(LEAD(daily.since) OVER (PARTITION BY daily.currency ORDER BY daily.since), CAST('9999-12-31' AS DATE)) AS until,
  daily.rate AS rate
FROM daily

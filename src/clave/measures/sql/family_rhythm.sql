-- Each customer's own rhythm in each family within `history`: purchase days, median gap, last day, and the money of the
-- 365 days up to that day.
WITH days AS (
  SELECT DISTINCT sale.unit AS unit, sale.family AS family, sale.date AS date
  FROM sale
  WHERE sale.date >= :history_from AND sale.bought = 1 AND sale.family IS NOT NULL AND sale.family <> ''
),
gaps AS (
  SELECT
    days.unit AS unit,
    days.family AS family,
    days.date AS date,
    LAG(days.date) OVER (PARTITION BY days.unit, days.family ORDER BY days.date) AS previous
  FROM days
),
habits AS (
  SELECT
    gaps.unit AS unit,
    gaps.family AS family,
    COUNT(*) AS purchases,
    MAX(gaps.date) AS last_date,
    CAST(MEDIAN(DATEDIFF('day', gaps.previous, gaps.date)) AS DOUBLE) AS rhythm
  FROM gaps
  GROUP BY gaps.unit, gaps.family
),
spent AS (
  SELECT habits.unit AS unit, habits.family AS family, COALESCE(SUM(sale.net), 0) AS money
  FROM habits
  JOIN sale ON sale.unit = habits.unit AND sale.family = habits.family
  WHERE sale.counts = 1 AND sale.date <= habits.last_date AND DATEDIFF('day', sale.date, habits.last_date) < 365
  GROUP BY habits.unit, habits.family
)
SELECT
  habits.unit AS unit,
  habits.family AS family,
  habits.purchases AS purchases,
  habits.last_date AS last_date,
  habits.rhythm AS rhythm,
  CAST(spent.money AS DOUBLE) AS money_a_year
FROM habits
JOIN spent ON spent.unit = habits.unit AND spent.family = habits.family
ORDER BY unit, family

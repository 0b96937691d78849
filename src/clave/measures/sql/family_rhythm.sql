-- Each customer's own rhythm in each family within `history`: purchase days, median gap, last day, and the money of the
-- 365 days up to that day.
WITH days AS (
  SELECT
    sale.unit AS unit,
    sale.family AS family,
    sale.date AS date,
    MAX(sale.bought) AS bought,
    COALESCE(SUM(sale.net), 0) AS net
  FROM sale
  WHERE sale.date >= :spent_from AND sale.counts = 1 AND sale.family IS NOT NULL AND sale.family <> ''
  GROUP BY sale.unit, sale.family, sale.date
),
gaps AS (
  SELECT
    days.unit AS unit,
    days.family AS family,
    days.date AS date,
    LAG(days.date) OVER (PARTITION BY days.unit, days.family ORDER BY days.date) AS previous
  FROM days
  WHERE days.bought = 1 AND days.date >= :history_from
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
  SELECT habits.unit AS unit, habits.family AS family, COALESCE(SUM(days.net), 0) AS money
  FROM habits
  JOIN days ON days.unit = habits.unit AND days.family = habits.family
  WHERE days.date <= habits.last_date AND DATEDIFF('day', days.date, habits.last_date) < 365
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

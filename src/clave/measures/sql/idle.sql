-- Seconds and slow or dead stock that each customer took in the year, and all of it that was sold to known customers.
WITH taken AS (
  SELECT
    sale.unit AS unit,
    COALESCE(SUM(sale.net), 0) AS money,
    COALESCE(SUM(sale.kilos), 0) AS kilos,
    COUNT(sale.kilos) AS weighed_lines
  FROM sale
  WHERE sale.date >= :year_from AND sale.counts = 1 AND sale.idle = 1
  GROUP BY sale.unit
)
SELECT
  taken.unit AS unit,
  CAST(taken.money AS DOUBLE) AS money,
  CAST(taken.kilos AS DOUBLE) AS kilos,
  taken.weighed_lines AS weighed_lines,
  CAST(COALESCE(SUM(taken.money) OVER (), 0) AS DOUBLE) AS total
FROM taken

-- Money, kilos and margin of the year and of the year before, and each customer's place in the total.
WITH sums AS (
  SELECT
    sale.unit AS unit,
    COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :year_from), 0) AS money,
    COALESCE(SUM(sale.net) FILTER (WHERE sale.date < :year_from), 0) AS money_before,
    COALESCE(SUM(ABS(sale.net)) FILTER (WHERE sale.date >= :year_from), 0) AS turnover,
    COALESCE(SUM(sale.kilos) FILTER (WHERE sale.date >= :year_from AND sale.counts = 1), 0) AS kilos,
    COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :year_from AND sale.cost IS NOT NULL), 0) AS covered,
    COALESCE(SUM(ABS(sale.net)) FILTER (WHERE sale.date >= :year_from AND sale.cost IS NOT NULL), 0) AS covered_turnover,
    COALESCE(SUM(sale.cost) FILTER (WHERE sale.date >= :year_from AND sale.net IS NOT NULL), 0) AS cost,
    COUNT(*) FILTER (WHERE sale.date >= :year_from AND sale.counts = 1) AS product_lines,
    COUNT(sale.kilos) FILTER (WHERE sale.date >= :year_from AND sale.counts = 1) AS weighed_lines,
    COUNT(sale.net) FILTER (WHERE sale.date >= :year_from) AS lines,
    COUNT(sale.cost) FILTER (WHERE sale.date >= :year_from AND sale.net IS NOT NULL) AS costed_lines
  FROM sale
  WHERE sale.date >= :before_from
  GROUP BY sale.unit
),
places AS (
  SELECT
    sums.unit AS unit,
    COALESCE(SUM(sums.money) OVER (ORDER BY sums.money DESC, sums.unit), 0) AS cumulated,
    COALESCE(SUM(sums.money) OVER (), 0) AS total
  FROM sums
  WHERE sums.money > 0
)
SELECT
  sums.unit AS unit,
  CAST(sums.money AS DOUBLE) AS money,
  CAST(sums.money_before AS DOUBLE) AS money_before,
  CAST(sums.turnover AS DOUBLE) AS turnover,
  CAST(sums.kilos AS DOUBLE) AS kilos,
  CAST(sums.covered AS DOUBLE) AS covered,
  CAST(sums.covered_turnover AS DOUBLE) AS covered_turnover,
  CAST(sums.covered - sums.cost AS DOUBLE) AS margin,
  sums.product_lines AS product_lines,
  sums.weighed_lines AS weighed_lines,
  sums.lines AS lines,
  sums.costed_lines AS costed_lines,
  CAST(places.cumulated AS DOUBLE) AS cumulated,
  CAST(places.cumulated - sums.money AS DOUBLE) AS cumulated_before,
  CAST(places.total AS DOUBLE) AS total
FROM sums
LEFT JOIN places ON places.unit = sums.unit

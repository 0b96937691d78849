-- Invoiced money of the year whose terms are known, the part that was payable on delivery or before, and that by discount.
WITH discounts AS (
  SELECT
    sale.unit AS unit,
    COALESCE(sale.discount, 0) AS discount,
    COALESCE(SUM(sale.net) FILTER (WHERE sale.terms_days <= 0), 0) AS cash,
    COALESCE(SUM(sale.net), 0) AS money
  FROM sale
  WHERE sale.date >= :year_from AND sale.net > 0 AND sale.terms_days IS NOT NULL
  GROUP BY sale.unit, COALESCE(sale.discount, 0)
),
totals AS (
  SELECT discounts.unit AS unit, COALESCE(SUM(discounts.cash), 0) AS cash, COALESCE(SUM(discounts.money), 0) AS money
  FROM discounts
  GROUP BY discounts.unit
)
SELECT
  discounts.unit AS unit,
  discounts.discount AS discount,
  CAST(discounts.cash AS DOUBLE) AS discounted,
  CAST(totals.cash AS DOUBLE) AS cash,
  CAST(totals.money AS DOUBLE) AS money
FROM discounts
JOIN totals ON totals.unit = discounts.unit
ORDER BY unit, discount

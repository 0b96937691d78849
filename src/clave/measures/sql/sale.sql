-- The lines every measure of sales reads: attributed, up to the date, in the company's currency (a foreign line without
-- a rate has no money), with family, kilos and cost found where the line itself does not carry them. Products of two
-- decimals are cast to DECIMAL(28, 4), which no typing error overflows; factors of the usual size multiply in 18 digits,
-- because the wide multiplication takes ten times as long.
SELECT
  member.unit AS unit,
  line.date AS date,
  line.document AS document,
  line.product AS product,
  COALESCE(item.family, line.family) AS family,
  CASE WHEN COALESCE(line.kind, 'product') <> 'charge' THEN 1 ELSE 0 END AS counts,
  CASE
    WHEN COALESCE(line.kind, 'product') <> 'charge' AND COALESCE(line.document_kind, 'invoice') <> 'credit' AND line.net > 0
    THEN 1 ELSE 0
  END AS bought,
  COALESCE(item.idle, 0) AS idle,
  line.terms_days AS terms_days,
  line.discount AS discount,
  CASE
    WHEN COALESCE(line.currency, :currency) = :currency THEN line.net
    ELSE CAST(CAST(line.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
  END AS net,
  COALESCE(
    line.kilos,
    CASE
      WHEN ABS(line.quantity) < 1000000 AND ABS(item.weight) < 90000 THEN CAST(line.quantity * item.weight AS DECIMAL(28, 4))
      ELSE CAST(CAST(line.quantity AS DECIMAL(28, 4)) * item.weight AS DECIMAL(28, 4))
    END
  ) AS kilos,
  CASE
    WHEN COALESCE(line.currency, :currency) = :currency
    THEN COALESCE(
      line.cost,
      CASE
        WHEN ABS(line.quantity) < 10000 AND ABS(COALESCE(line.unit_cost, item.unit_cost)) < 9000000
        THEN CAST(line.quantity * COALESCE(line.unit_cost, item.unit_cost) AS DECIMAL(28, 4))
        ELSE CAST(CAST(line.quantity AS DECIMAL(28, 4)) * COALESCE(line.unit_cost, item.unit_cost) AS DECIMAL(28, 4))
      END
    )
    WHEN line.cost IS NOT NULL THEN CAST(CAST(line.cost AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
    WHEN line.unit_cost IS NOT NULL
    THEN CAST(CAST(CAST(line.quantity AS DECIMAL(28, 4)) * line.unit_cost AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
    ELSE CAST(CAST(line.quantity AS DECIMAL(28, 4)) * item.unit_cost AS DECIMAL(28, 4))
  END AS cost
FROM invoice_line AS line
JOIN member ON member.customer = line.customer
LEFT JOIN item ON item.product = line.product
LEFT JOIN rate ON rate.currency = line.currency AND line.date >= rate.since AND line.date < rate.until
WHERE line.date <= :as_of

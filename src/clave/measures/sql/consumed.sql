-- What each customer bought, by family and calendar month (counted from year zero): products alone, charges left out. `money` in
-- the company's currency and `own` as its invoices say it; `unpriced` lines have no exchange rate, `unweighed` ones no kilos.
SELECT
  member.unit AS unit,
  COALESCE(item.family, line.family, '') AS family,
  CAST(EXTRACT(YEAR FROM line.date) AS INTEGER) * 12 + CAST(EXTRACT(MONTH FROM line.date) AS INTEGER) AS month,
  CAST(COALESCE(SUM(
    CASE
      WHEN COALESCE(line.currency, :currency) = :currency THEN line.net
      ELSE CAST(CAST(line.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
    END
  ), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(line.net), 0) AS DOUBLE) AS own,
  MIN(COALESCE(line.currency, :currency)) AS least_currency,
  MAX(COALESCE(line.currency, :currency)) AS last_currency,
  COALESCE(SUM(CASE WHEN COALESCE(line.currency, :currency) <> :currency AND rate.rate IS NULL THEN 1 ELSE 0 END), 0) AS unpriced,
  COALESCE(SUM(CASE WHEN line.kilos IS NULL AND (line.quantity IS NULL OR item.weight IS NULL) THEN 1 ELSE 0 END), 0) AS unweighed,
  CAST(COALESCE(SUM(
    COALESCE(line.kilos, CAST(CAST(line.quantity AS DECIMAL(28, 4)) * item.weight AS DECIMAL(28, 4)))
  ), 0) AS DOUBLE) AS kilos
FROM invoice_line AS line
JOIN member ON member.customer = line.customer
LEFT JOIN item ON item.product = line.product
LEFT JOIN rate ON rate.currency = line.currency AND line.date >= rate.since AND line.date < rate.until
WHERE line.date >= :since AND line.date <= :until AND COALESCE(line.kind, 'product') <> 'charge'
GROUP BY
  member.unit,
  COALESCE(item.family, line.family, ''),
  CAST(EXTRACT(YEAR FROM line.date) AS INTEGER) * 12 + CAST(EXTRACT(MONTH FROM line.date) AS INTEGER)
ORDER BY unit, family, month

-- Lines in a foreign currency for which no exchange rate was loaded: they are in no money figure.
SELECT line.currency AS currency, COUNT(*) AS lines
FROM invoice_line AS line
LEFT JOIN rate ON rate.currency = line.currency AND line.date >= rate.since AND line.date < rate.until
WHERE line.date <= :as_of AND line.currency <> :currency AND rate.rate IS NULL
GROUP BY line.currency

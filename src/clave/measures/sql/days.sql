-- Purchase days: days with at least one product line of positive net on a document that is no credit.
SELECT DISTINCT sale.unit AS unit, sale.date AS date
FROM sale
WHERE sale.bought = 1
ORDER BY unit, date

-- How many documents with a purchase each customer had in the year: an order that left in parts counts each invoice.
SELECT sale.unit AS unit, COUNT(DISTINCT sale.document) AS documents
FROM sale
WHERE sale.date >= :year_from AND sale.bought = 1
GROUP BY sale.unit

-- Money invoiced in the year by the receivables, and the part that was paid on the day of the invoice or before.
SELECT
  debt.unit AS unit,
  CAST(COALESCE(SUM(debt.amount) FILTER (WHERE debt.open = 0 AND debt.paid_date <= debt.issued_date), 0) AS DOUBLE) AS cash,
  CAST(COALESCE(SUM(debt.amount), 0) AS DOUBLE) AS money
FROM debt
WHERE debt.issued_date >= :year_from
GROUP BY debt.unit

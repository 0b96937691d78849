-- The invoices that spoil the payment habit: paid late in the year, or open beyond their terms.
SELECT
  debt.unit AS unit,
  debt.document AS document,
  debt.due_date AS due_date,
  debt.paid_date AS paid_date,
  debt.days AS days,
  CAST(debt.amount AS DOUBLE) AS amount
FROM debt
WHERE debt.days > 0 AND debt.due_date <= :as_of AND (debt.due_date >= :year_from OR debt.open = 1)
ORDER BY unit, days DESC, amount DESC, document, due_date

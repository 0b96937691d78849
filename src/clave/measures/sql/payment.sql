-- The payment habit over what fell due in the year and everything older that is still open.
SELECT
  debt.unit AS unit,
  CAST(COALESCE(SUM(CAST(debt.amount AS DECIMAL(38, 4)) * debt.days) FILTER (WHERE debt.due_date <= :as_of AND (debt.due_date >= :year_from OR debt.open = 1)), 0) AS DOUBLE) AS money_days,
  CAST(COALESCE(SUM(debt.amount) FILTER (WHERE debt.due_date <= :as_of AND (debt.due_date >= :year_from OR debt.open = 1)), 0) AS DOUBLE) AS due,
  CAST(COALESCE(SUM(debt.amount) FILTER (WHERE debt.due_date <= :as_of AND debt.days = 0 AND (debt.due_date >= :year_from OR debt.open = 1)), 0) AS DOUBLE) AS in_time,
  COALESCE(MAX(debt.days) FILTER (WHERE debt.open = 1), 0) AS worst_open,
  CAST(COALESCE(SUM(debt.amount) FILTER (WHERE debt.open = 1 AND debt.days > 0), 0) AS DOUBLE) AS overdue_money
FROM debt
GROUP BY debt.unit

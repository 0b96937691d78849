-- What was owed, as it stood on the date: each row split into the part that was paid by then and the part still open, which
-- counts as if it were paid on the date. Early payment counts as no days, so that it never offsets a late one.
WITH owed AS (
  SELECT
    member.unit AS unit,
    receivable.document AS document,
    receivable.issued_date AS issued_date,
    receivable.due_date AS due_date,
    receivable.paid_date AS paid_date,
    rate.rate AS rate,
    receivable.amount AS amount,
    CASE
      WHEN receivable.paid_date IS NULL OR receivable.paid_date > :as_of THEN CAST(0 AS DECIMAL(18, 4))
      WHEN receivable.paid_amount IS NULL OR receivable.paid_amount > receivable.amount THEN receivable.amount
      WHEN receivable.paid_amount < 0 THEN CAST(0 AS DECIMAL(18, 4))
      ELSE receivable.paid_amount
    END AS paid
  FROM receivable AS receivable
  JOIN member AS member ON member.customer = receivable.customer
  LEFT JOIN rate AS rate ON rate.currency = receivable.currency
    AND COALESCE(receivable.issued_date, receivable.due_date) >= rate.since
    AND COALESCE(receivable.issued_date, receivable.due_date) < rate.until
    AND receivable.currency <> :currency
  WHERE receivable.amount > 0
    AND receivable.due_date IS NOT NULL
    AND COALESCE(receivable.issued_date, :as_of) <= :as_of
    AND (COALESCE(receivable.currency, :currency) = :currency OR rate.rate IS NOT NULL)
)
SELECT
  owed.unit AS unit,
  owed.document AS document,
  owed.issued_date AS issued_date,
  owed.due_date AS due_date,
  owed.paid_date AS paid_date,
  0 AS open,
  CASE
    WHEN owed.rate IS NULL THEN CAST(owed.paid AS DECIMAL(28, 4))
    ELSE CAST(CAST(owed.paid AS DECIMAL(28, 4)) * owed.rate AS DECIMAL(28, 4))
  END AS amount,
  CASE WHEN owed.paid_date > owed.due_date THEN DATEDIFF('day', owed.due_date, owed.paid_date) ELSE 0 END AS days
FROM owed
WHERE owed.paid > 0
UNION ALL
SELECT
  owed.unit AS unit,
  owed.document AS document,
  owed.issued_date AS issued_date,
  owed.due_date AS due_date,
  CAST(NULL AS DATE) AS paid_date,
  1 AS open,
  CASE
    WHEN owed.rate IS NULL THEN CAST(owed.amount - owed.paid AS DECIMAL(28, 4))
    ELSE CAST(CAST(owed.amount - owed.paid AS DECIMAL(28, 4)) * owed.rate AS DECIMAL(28, 4))
  END AS amount,
  CASE WHEN owed.due_date < :as_of THEN DATEDIFF('day', owed.due_date, :as_of) ELSE 0 END AS days
FROM owed
WHERE owed.amount > owed.paid

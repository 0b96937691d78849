-- The latest declaration of each customer, if it still counts on the date; a group counts when all its customers do.
WITH latest AS (
  SELECT
    declared.customer AS customer,
    declared.amount AS amount,
    declared.date AS date,
    declared.expires_date AS expires_date,
    ROW_NUMBER() OVER (
      PARTITION BY declared.customer ORDER BY declared.date DESC, declared.amount DESC, declared.expires_date DESC
    ) AS place
  FROM declared_wallet AS declared
  WHERE declared.date <= :as_of AND declared.amount IS NOT NULL
)
SELECT
  member.unit AS unit,
  CAST(COALESCE(SUM(latest.amount), 0) AS DOUBLE) AS amount,
  COUNT(*) AS customers,
  COUNT(latest.amount) AS declared
FROM member
LEFT JOIN latest ON latest.customer = member.customer AND latest.place = 1
  AND COALESCE(latest.expires_date, CAST('9999-12-31' AS DATE)) >= :as_of
  AND (latest.expires_date IS NOT NULL OR latest.date >= :fresh_from)
GROUP BY member.unit

-- What serving each customer took in the year, by driver: how many times at the unit cost of policy, and costs of their own.
-- Credit counts its days inside the year, whenever the invoice was made: who has owed for two years costs all of this one.
WITH documents AS (
  SELECT sale.unit AS unit, sale.document AS document, COALESCE(SUM(sale.net), 0) AS net
  FROM sale
  WHERE sale.date >= :year_from
  GROUP BY sale.unit, sale.document
),
contacts AS (
  SELECT
    member.unit AS unit,
    CASE WHEN touchpoint.kind IN ('visit', 'hospitality') THEN touchpoint.kind ELSE 'call' END AS driver,
    touchpoint.cost AS cost
  FROM touchpoint
  JOIN member ON member.customer = touchpoint.customer
  WHERE touchpoint.date >= :year_from AND touchpoint.date <= :as_of
    AND COALESCE(touchpoint.recorded_date, touchpoint.date) <= :as_of
),
services AS (
  SELECT
    member.unit AS unit,
    CONCAT('service_', service.kind) AS driver,
    service.cost AS cost,
    CASE WHEN service.kind = 'lab' THEN CAST(COALESCE(service.hours, 0) AS DECIMAL(18, 4)) ELSE CAST(1 AS DECIMAL(18, 4)) END AS times
  FROM service
  JOIN member ON member.customer = service.customer
  WHERE service.date >= :year_from AND service.date <= :as_of AND COALESCE(service.recorded_date, service.date) <= :as_of
)
SELECT member.unit AS unit, 'order_line' AS driver, CAST(COUNT(*) AS DOUBLE) AS times, CAST(0 AS DOUBLE) AS cost
FROM order_line
JOIN member ON member.customer = order_line.customer
WHERE order_line.ordered_date >= :year_from AND order_line.ordered_date <= :as_of
GROUP BY member.unit
UNION ALL
SELECT sale.unit AS unit, 'invoice_line' AS driver, CAST(COUNT(*) AS DOUBLE) AS times, CAST(0 AS DOUBLE) AS cost
FROM sale
WHERE sale.date >= :year_from AND sale.bought = 1
GROUP BY sale.unit
UNION ALL
SELECT documents.unit AS unit, 'small_order' AS driver, CAST(COUNT(*) AS DOUBLE) AS times, CAST(0 AS DOUBLE) AS cost
FROM documents
WHERE documents.net > 0 AND documents.net < CAST(:small AS DECIMAL(18, 4))
GROUP BY documents.unit
UNION ALL
SELECT
  member.unit AS unit, 'delivery' AS driver, CAST(COUNT(DISTINCT delivery.document) AS DOUBLE) AS times, CAST(0 AS DOUBLE) AS cost
FROM delivery
JOIN member ON member.customer = delivery.customer
WHERE delivery.shipped_date >= :year_from AND delivery.shipped_date <= :as_of
GROUP BY member.unit
UNION ALL
SELECT
  member.unit AS unit, 'urgent_delivery' AS driver, CAST(COUNT(DISTINCT delivery.document) AS DOUBLE) AS times, CAST(0 AS DOUBLE) AS cost
FROM delivery
JOIN member ON member.customer = delivery.customer
WHERE delivery.shipped_date >= :year_from AND delivery.shipped_date <= :as_of AND delivery.urgent
GROUP BY member.unit
UNION ALL
SELECT
  contacts.unit AS unit,
  contacts.driver AS driver,
  CAST(COUNT(*) FILTER (WHERE contacts.cost IS NULL) AS DOUBLE) AS times,
  CAST(COALESCE(SUM(contacts.cost), 0) AS DOUBLE) AS cost
FROM contacts
GROUP BY contacts.unit, contacts.driver
UNION ALL
SELECT
  services.unit AS unit,
  services.driver AS driver,
  CAST(COALESCE(SUM(services.times) FILTER (WHERE services.cost IS NULL), 0) AS DOUBLE) AS times,
  CAST(COALESCE(SUM(services.cost), 0) AS DOUBLE) AS cost
FROM services
GROUP BY services.unit, services.driver
UNION ALL
SELECT
  debt.unit AS unit,
  'credit' AS driver,
  CAST(COALESCE(SUM(CAST(debt.amount AS DECIMAL(38, 4)) * DATEDIFF('day', CASE WHEN debt.issued_date > :year_from THEN debt.issued_date ELSE :year_from END, COALESCE(debt.paid_date, :as_of))), 0) AS DOUBLE) / 365 AS times,
  CAST(0 AS DOUBLE) AS cost
FROM debt
WHERE debt.issued_date < COALESCE(debt.paid_date, :as_of) AND :year_from < COALESCE(debt.paid_date, :as_of)
GROUP BY debt.unit

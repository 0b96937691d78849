-- What each customer is called: the customer file's name, else the name most invoices have (the last one among equals).
WITH spelled AS (
  SELECT line.customer AS customer, line.customer_name AS name, COUNT(*) AS lines, MAX(line.date) AS last_date
  FROM invoice_line AS line
  WHERE line.customer IS NOT NULL AND line.customer_name IS NOT NULL AND line.date <= :as_of
  GROUP BY line.customer, line.customer_name
),
usual AS (
  SELECT
    spelled.customer AS customer,
    spelled.name AS name,
    ROW_NUMBER() OVER (
      PARTITION BY spelled.customer ORDER BY spelled.lines DESC, spelled.last_date DESC, spelled.name
    ) AS place
  FROM spelled
),
listed AS (
  SELECT known.customer AS customer, MIN(known.name) AS name
  FROM customer AS known
  GROUP BY known.customer
)
SELECT member.customer AS customer, COALESCE(listed.name, usual.name, member.customer) AS name
FROM member
LEFT JOIN listed ON listed.customer = member.customer
LEFT JOIN usual ON usual.customer = member.customer AND usual.place = 1

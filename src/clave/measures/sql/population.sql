-- Every customer with an invoice line up to the date, and the group it belongs to (its own code where it has none).
SELECT
  buyer.customer AS customer,
  CASE WHEN :by = 'group' THEN COALESCE(MIN(known."group"), buyer.customer) ELSE buyer.customer END AS unit
FROM (
  SELECT DISTINCT line.customer AS customer
  FROM invoice_line AS line
  WHERE line.customer IS NOT NULL AND line.date <= :as_of
) AS buyer
LEFT JOIN customer AS known ON known.customer = buyer.customer
GROUP BY buyer.customer

-- How many customers, in how many countries, belong to the same group: those we sell to and those only listed.
WITH listed AS (
  SELECT
    known.customer AS customer,
    COALESCE(MIN(known."group"), known.customer) AS parent,
    MIN(known.country) AS country
  FROM customer AS known
  WHERE known.customer IS NOT NULL
  GROUP BY known.customer
),
parents AS (
  SELECT listed.parent AS parent, COUNT(*) AS sites, COUNT(DISTINCT listed.country) AS countries
  FROM listed
  GROUP BY listed.parent
)
SELECT
  member.unit AS unit,
  MAX(parents.sites) AS sites,
  MAX(parents.countries) AS countries
FROM member
JOIN listed ON listed.customer = member.customer
JOIN parents ON parents.parent = listed.parent
GROUP BY member.unit

-- Channel, sector, size, city, region, country and group of each customer (of a group: what most of its customers have).
WITH words AS (
  SELECT customer.customer AS customer, 'channel' AS attribute, customer.channel AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'sector' AS attribute, customer.sector AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'size' AS attribute, customer.size AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'city' AS attribute, customer.city AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'region' AS attribute, customer.region AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'country' AS attribute, customer.country AS word FROM customer
  UNION ALL
  SELECT customer.customer AS customer, 'group' AS attribute, customer."group" AS word FROM customer
),
counted AS (
  SELECT member.unit AS unit, words.attribute AS attribute, words.word AS word, COUNT(*) AS times
  FROM words
  JOIN member ON member.customer = words.customer
  WHERE words.word IS NOT NULL
  GROUP BY member.unit, words.attribute, words.word
),
ranked AS (
  SELECT
    counted.unit AS unit,
    counted.attribute AS attribute,
    counted.word AS word,
    ROW_NUMBER() OVER (PARTITION BY counted.unit, counted.attribute ORDER BY counted.times DESC, counted.word) AS place
  FROM counted
)
SELECT ranked.unit AS unit, ranked.attribute AS attribute, ranked.word AS word
FROM ranked
WHERE ranked.place = 1

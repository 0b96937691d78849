-- One row per product: where a code is listed twice, the first value in order counts.
SELECT
  listed.product AS product,
  MIN(listed.family) AS family,
  MIN(listed.weight) AS weight,
  MIN(listed.unit_cost) AS unit_cost,
  MAX(CASE WHEN listed.quality = 'second' OR listed.rotation IN ('slow', 'dead') THEN 1 ELSE 0 END) AS idle,
  COUNT(listed.quality) + COUNT(listed.rotation) AS judged
FROM product AS listed
WHERE listed.product IS NOT NULL
GROUP BY listed.product

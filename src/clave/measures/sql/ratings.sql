-- Median and spread of the ratings that count, by judged criterion.
SELECT
  counted.unit AS unit,
  counted.criterion AS criterion,
  CAST(MEDIAN(counted.rating) AS DOUBLE) AS middle,
  MIN(counted.rating) AS low,
  MAX(counted.rating) AS high,
  COUNT(*) AS raters
FROM counted
GROUP BY counted.unit, counted.criterion

-- Median and spread of the ratings that count, by judged criterion and kind.
SELECT
  counted.unit AS unit,
  counted.criterion AS criterion,
  counted.kind AS kind,
  CAST(MEDIAN(counted.rating) AS DOUBLE) AS middle,
  MIN(counted.rating) AS low,
  MAX(counted.rating) AS high
FROM counted
GROUP BY counted.unit, counted.criterion, counted.kind
ORDER BY unit, criterion, kind

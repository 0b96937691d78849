-- How many people's ratings count, by judged criterion: who rates several kinds is one.
SELECT
  counted.unit AS unit,
  counted.criterion AS criterion,
  COUNT(DISTINCT counted.rater) AS raters
FROM counted
GROUP BY counted.unit, counted.criterion
ORDER BY unit, criterion

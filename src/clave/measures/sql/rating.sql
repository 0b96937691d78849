-- The ratings that count on the date: the latest of each rater, if it has not expired.
WITH latest AS (
  SELECT
    member.unit AS unit,
    rating.criterion AS criterion,
    rating.rater AS rater,
    rating.date AS date,
    rating.rating AS rating,
    rating.reason AS reason,
    rating.evidence AS evidence,
    rating.expires_date AS expires_date,
    ROW_NUMBER() OVER (
      PARTITION BY member.unit, rating.criterion, rating.rater
      ORDER BY rating.date DESC, rating.rating DESC, rating.expires_date DESC
    ) AS place
  FROM rating
  JOIN member ON member.customer = rating.customer
  WHERE rating.date <= :as_of AND rating.rating IS NOT NULL
)
SELECT
  latest.unit AS unit,
  latest.criterion AS criterion,
  latest.rater AS rater,
  latest.date AS date,
  latest.rating AS rating,
  latest.reason AS reason,
  latest.evidence AS evidence
FROM latest
WHERE latest.place = 1
  AND COALESCE(latest.expires_date, CAST('9999-12-31' AS DATE)) >= :as_of
  AND (latest.expires_date IS NOT NULL OR latest.date >= :fresh_from)
ORDER BY unit, criterion, rater

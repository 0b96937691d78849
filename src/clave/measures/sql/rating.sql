-- The ratings that count on the date: the latest of each rater for each kind, if it has not expired.
-- One of the whole gives way to one by kind of the same rater, of that day or later; one by kind to a later one of the whole.
WITH said AS (
  SELECT
    member.unit AS unit,
    rating.criterion AS criterion,
    CASE WHEN rating.criterion = 'extraordinary' THEN rating.kind END AS kind,
    rating.rater AS rater,
    rating.date AS date,
    rating.rating AS rating,
    rating.reason AS reason,
    rating.evidence AS evidence,
    rating.expires_date AS expires_date
  FROM rating
  JOIN member ON member.customer = rating.customer
  WHERE rating.date <= :as_of AND rating.rating IS NOT NULL
),
latest AS (
  SELECT
    said.unit AS unit,
    said.criterion AS criterion,
    said.kind AS kind,
    said.rater AS rater,
    said.date AS date,
    said.rating AS rating,
    said.reason AS reason,
    said.evidence AS evidence,
    said.expires_date AS expires_date,
    MAX(CASE WHEN said.kind IS NULL THEN said.date END) OVER (
      PARTITION BY said.unit, said.criterion, said.rater
    ) AS whole_date,
    MAX(CASE WHEN said.kind IS NOT NULL THEN said.date END) OVER (
      PARTITION BY said.unit, said.criterion, said.rater
    ) AS kind_date,
    ROW_NUMBER() OVER (
      PARTITION BY said.unit, said.criterion, said.kind, said.rater
      ORDER BY said.date DESC, said.rating DESC, said.expires_date DESC
    ) AS place
  FROM said
)
SELECT
  latest.unit AS unit,
  latest.criterion AS criterion,
  latest.kind AS kind,
  latest.rater AS rater,
  latest.date AS date,
  latest.rating AS rating,
  latest.reason AS reason,
  latest.evidence AS evidence
FROM latest
WHERE latest.place = 1
  AND CASE
    WHEN latest.kind IS NULL THEN latest.kind_date IS NULL OR latest.kind_date < latest.date
    ELSE latest.whole_date IS NULL OR latest.whole_date <= latest.date
  END
  AND COALESCE(latest.expires_date, CAST('9999-12-31' AS DATE)) >= :as_of
  AND (latest.expires_date IS NOT NULL OR latest.date >= :fresh_from)
ORDER BY unit, criterion, rater, kind

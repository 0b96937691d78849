-- Contacts of the year in each direction, and the day the profile was last confirmed; only what was written down by then.
WITH touches AS (
  SELECT
    member.unit AS unit,
    COUNT(*) FILTER (WHERE touchpoint.direction = 'in') AS touches_in,
    COUNT(*) FILTER (WHERE touchpoint.direction = 'out') AS touches_out
  FROM touchpoint
  JOIN member ON member.customer = touchpoint.customer
  WHERE touchpoint.date >= :year_from AND touchpoint.date <= :as_of
    AND COALESCE(touchpoint.recorded_date, touchpoint.date) <= :as_of
  GROUP BY member.unit
),
profiles AS (
  SELECT member.unit AS unit, MAX(profile_date.confirmed_date) AS confirmed
  FROM profile_date
  JOIN member ON member.customer = profile_date.customer
  WHERE profile_date.confirmed_date <= :as_of
  GROUP BY member.unit
),
units AS (
  SELECT DISTINCT member.unit AS unit FROM member
)
SELECT
  units.unit AS unit,
  COALESCE(touches.touches_in, 0) AS touches_in,
  COALESCE(touches.touches_out, 0) AS touches_out,
  DATEDIFF('day', profiles.confirmed, :as_of) AS profile_age
FROM units
LEFT JOIN touches ON touches.unit = units.unit
LEFT JOIN profiles ON profiles.unit = units.unit

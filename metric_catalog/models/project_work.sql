-- All the work of a project stands at the project's planned start, as its budget does: only then do the two
-- sides of a variance speak of the same projects, whatever the period.
SELECT t.project_id, p.planned_start_on, t.hours, t.cost_amount
FROM timesheets AS t
JOIN projects AS p ON p.project_id = t.project_id

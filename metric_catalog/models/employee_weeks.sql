-- The capacity of a week is shared out to the projects of that week by hours: summed up it is the
-- capacity again, and by project it shows how loaded the people on that project are.
WITH worked AS (
    SELECT
        CAST(date_trunc('week', t.work_date) AS DATE) AS week, t.employee_id, t.project_id,
        sum(t.hours) AS hours, any_value(e.weekly_capacity_hours) AS weekly_capacity
    FROM timesheets AS t
    JOIN employees AS e ON e.employee_id = t.employee_id
    GROUP BY 1, 2, 3
)
SELECT
    week, employee_id, project_id, hours,
    weekly_capacity * hours / nullif(sum(hours) OVER (PARTITION BY employee_id, week), 0) AS capacity_hours
FROM worked

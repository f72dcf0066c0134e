SELECT policy_id
FROM policies
WHERE effective_from <= CAST($as_of AS DATE) AND effective_to > CAST($as_of AS DATE)
  AND (cancelled_on IS NULL OR cancelled_on > CAST($as_of AS DATE))

"""Who an actor is to the policy."""

from __future__ import annotations

from assistant.catalog.policies import Policy
from assistant.errors import QueryError
from assistant.policy import Grant
from assistant.question import Actor


def grant_for(policy: Policy | None, actor: Actor) -> Grant:
    """What holds for the actor: their roles in the policy, and their attributes.

    Without a policy: open mode. Someone the policy does not know has no role and sees nothing; a
    role's name stands for somebody with that role. Attributes of the policy win over those that come
    with the actor.
    """
    if policy is None:
        return Grant(actor.name, open_mode=True)
    user = policy.users.get(actor.name)
    if user is None:
        named = policy.roles.get(actor.name)
        return Grant(actor.name, (named,) if named else (), dict(actor.attributes))
    roles = tuple(policy.roles[name] for name in dict.fromkeys(user.roles) if name in policy.roles)
    return Grant(actor.name, roles, {**actor.attributes, **user.attributes})


def require_role(grant: Grant) -> None:
    """Raises QueryError no_access for someone who sees nothing at all."""
    if not grant.open_mode and not grant.roles:
        raise QueryError(
            f"the access policy gives no role to '{grant.actor}', who therefore sees nothing", "no_access"
        )

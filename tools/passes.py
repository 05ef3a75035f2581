"""A way in to the pages for whoever tries the service on this machine: one link for each agent, good once, for an hour.

Made as every invitation is, on the ledger, and only where the pages are for this machine alone. Deliberately no part of
the service: nobody is let in without a password but by somebody who holds its ledger and its key.
"""

from datetime import UTC, datetime

from routing.skills import AgentId
from tools.surroundings import Environment
from voice_app.accounts.inviting import invite, is_on_this_machine
from voice_app.ledger import Ledger, agents
from voice_app.runtime import new_token
from voice_app.settings import Settings


def passes(environment: Environment, wanted: list[str]) -> list[tuple[str, str]]:
    """What the link is for, and the link: for those of the agents who are on the roster."""
    settings = Settings.from_env(environment, "agents")
    if not wanted or not is_on_this_machine(settings):
        return []
    ledger = Ledger(settings.database_url.get_secret_value())
    with ledger.write() as connection:
        known = filter(None, (agents.on_roster(connection, AgentId(id_)) for id_ in wanted))
        links = [
            (
                f"The desk of {agent.name}{' (supervisor)' if agent.role == 'supervisor' else ''}",
                invite(settings, connection, agent.id, new_token(), datetime.now(UTC), kind="pass"),
            )
            for agent in known
        ]
    ledger.close()
    return [*links, ("", "each opens once, within the hour")] if links else []

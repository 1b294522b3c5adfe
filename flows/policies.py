"""The disclosure policy of a workspace."""

from flows.workspace import Workspace
from indicators.disclosure.policy import Policy, load_policy


def policy_of(workspace: Workspace) -> Policy:
    """Return the policy that a workspace names, or that of a file of its own. Raises ConfigurationError."""
    name = workspace.settings.disclosure
    return load_policy(str(workspace.folder / name) if name.endswith(".toml") else name)

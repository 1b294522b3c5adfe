"""The way of the data as a list of steps: each knows what it rests on, whether it stands, and how to run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows import actions
from flows.context import Context
from flows.grounds import code, file_fingerprint, fingerprint, libraries
from flows.policies import policy_of
from flows.workspace import Workspace
from indicators.disclosure.breakdown import breakdown
from indicators.disclosure.policy import Policy
from schemas.fixes import FILE as FIXES
from warehouse.ledger import Grounds
from warehouse.source import Source

Received = Mapping[str, Sequence[tuple[str, str | None]]]  # source id -> (name, sha256, or None where not yet known)


@dataclass(frozen=True)
class Step:
    """One step for one subject; `grounds` is all that its result depends on."""

    name: str
    subject: str
    grounds: Grounds
    action: Callable[[Context], int] = field(compare=False, repr=False)

    @property
    def label(self) -> str:
        """The step as people read it."""
        return f"{self.name} {self.subject}".strip()

    @property
    def digest(self) -> str:
        """The fingerprint by which later steps rest on this one."""
        return fingerprint(dict(self.grounds))


def _settings(source: Source) -> str:
    return fingerprint([source.layout, source.vintage, source.encoding, source.table, source.mapping])


def _hashes(received: Sequence[tuple[str, str | None]]) -> str:
    return fingerprint(sorted(sha or "?" for _, sha in received))


def _on(steps: Iterable[Step]) -> dict[str, str]:
    return {step.label: step.digest for step in steps}


def _stage_steps(sources: Sequence[Source], received: Received) -> list[Step]:
    steps = []
    for source in sources:
        grounds = {
            "files": _hashes(received[source.id]),
            "settings": _settings(source),
            "code": code("stage"),
            "libraries": libraries(),
        }
        steps.append(Step("stage", source.id, grounds, actions.stage(source)))
    return steps


def _register_steps(sources: Sequence[Source], received: Received, reporting: object) -> list[Step]:
    """The tables of a register stand or fall together: their rules run between tables."""
    if not sources:
        return []
    grounds = {
        **{f"files of {source.id}": _hashes(received[source.id]) for source in sources},
        **{f"settings of {source.id}": _settings(source) for source in sources},
        "code": code("stage"),
        "libraries": libraries(),
        "reporting": fingerprint(reporting),
    }
    return [Step("stage", "register", grounds, actions.stage_register(sources))]


def _place_files(folder: Path) -> dict[str, str]:
    return {path.name: file_fingerprint(path) for path in sorted(folder.glob("*")) if path.is_file()}


def _observe_step(source: Source, staged: Step) -> Step:
    grounds = {**_on([staged]), "period": source.period, "code": code("observe")}
    return Step("observe", source.id, grounds, actions.observe(source))


def _count_step(workspace: Workspace, on: Sequence[Step], policy: Policy) -> Step:
    grounds = {
        **_on(on),
        "study": workspace.settings.study,
        "deprived": _deprived(workspace),
        "breakdown": fingerprint(repr(breakdown(policy))),
        "code": code("observe"),
    }
    return Step("observe", "register", grounds, actions.observe_register)


def _fixes_step(workspace: Workspace, observed: Sequence[Step]) -> Step:
    path = workspace.folder / FIXES
    written = file_fingerprint(path) if path.exists() else "none"
    return Step("fixes", "", {**_on(observed), "file": written, "code": code("fixes")}, actions.fix)


def _judge_step(workspace: Workspace, protect: Step) -> Step:
    limits = fingerprint(workspace.settings.judge.model_dump())
    grounds = {**_on([protect]), "limits": limits, "code": code("judge")}
    return Step("judge", "", grounds, actions.judge(fingerprint(grounds)))


def _deprived(workspace: Workspace) -> str:
    name = workspace.settings.most_deprived
    return file_fingerprint(workspace.folder / name) if name else ""


def all_steps(workspace: Workspace, received: Received) -> list[Step]:
    """Return every step of a run, in order, with its grounds."""
    settings = workspace.settings
    sources = workspace.sources
    public = [source for source in sources if source.layout != "programme"]
    register = [source for source in sources if source.layout == "programme"]
    staged = _stage_steps(public, received)
    observed = [_observe_step(source, step) for source, step in zip(public, staged, strict=True)]
    fixes = _fixes_step(workspace, observed)
    places = Step(
        "places",
        "",
        {**_place_files(workspace.places), **_on([*observed, fixes]), "code": code("places")},
        actions.build_places,
    )
    registered = _register_steps(register, received, settings.reporting.model_dump())
    policy = policy_of(workspace)
    counted = [_count_step(workspace, [step, places], policy) for step in registered]
    compute = Step(
        "compute",
        "",
        {
            **_on([*observed, fixes, places, *counted]),
            "baselines": fingerprint(workspace.baselines),
            "comparator": next(iter(settings.comparators), ""),
            "code": code("compute"),
        },
        actions.compute,
    )
    told = f"{policy.name} {policy.version} {policy.hash[:16]}"
    protect = Step("protect", "", {**_on([compute]), "policy": told, "code": code("protect")}, actions.protect)
    judge = _judge_step(workspace, protect)
    shown = [settings.title, settings.study, settings.comparators, settings.languages, settings.synthetic]
    publish = Step(
        "publish",
        "",
        {
            **_on([judge]),
            "words": fingerprint(shown),
            "sources": fingerprint(_labels(sources)),
            "code": code("publish"),
        },
        actions.publish,
    )
    # The register first: the second process stages the other sources meanwhile.
    return [*registered, *staged, *observed, fixes, places, *counted, compute, protect, judge, publish]


def stale_steps(steps: Iterable[Step], finished: Mapping[tuple[str, str], Grounds]) -> list[tuple[Step, str]]:
    """Return the steps that must run, in order, each with why.

    Corrections are made where the observations stand, so they are made again once any of these is made anew.
    """
    found: list[tuple[Step, str]] = []
    for step in steps:
        anew = step.name == "fixes" and any(before.name == "observe" for before, _ in found)
        reason = staleness(step, finished) or ("observations are made anew" if anew else "")
        if reason:
            found.append((step, reason))
    return found


def _labels(sources: Sequence[Source]) -> list[tuple[str, str, str, str, Mapping[str, str]]]:
    return [(source.id, source.publisher, source.title, source.licence, source.french) for source in sources]


def staleness(step: Step, finished: Mapping[tuple[str, str], Grounds]) -> str:
    """Return why a step must run, in words, or "" where it stands."""
    before = finished.get((step.name, step.subject))
    if before is None:
        return "never run"
    changed = [key for key in step.grounds if step.grounds[key] != before.get(key)]
    gone = [key for key in before if key not in step.grounds]
    told = [f"{key} changed" for key in changed if key in before] + [
        f"{key} is new" for key in changed if key not in before
    ]
    return ", ".join(told + [f"{key} is gone" for key in gone])

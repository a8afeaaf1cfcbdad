"""The organizations we have, in memory while a file is read: found by number or by name, created or updated once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.text import slugify

from fellesnett.organizations.importing.names import body, spelling
from fellesnett.organizations.importing.report import Outcome
from fellesnett.organizations.models import Identifier, Organization

_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "å": "a", "Å": "a"})


@dataclass
class Registry:
    """Every organization and identifier, read with two queries; what is written is kept in step."""

    by_number: dict[tuple[str, str], Organization] = field(default_factory=dict)
    by_name: dict[str, list[Organization]] = field(default_factory=dict)
    numbers: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> Self:
        registry = cls()
        organizations = {organization.pk: organization for organization in Organization.objects.select_related("parent")}
        for organization in organizations.values():
            registry._remember(organization)
        for pk, system, value in Identifier.objects.values_list("organization_id", "system", "value"):
            registry.by_number[system, value] = organizations[pk]
            registry.numbers.setdefault(pk, set()).add((system, value))
        return registry

    def find(self, system: str, value: str) -> Organization | None:
        """The organization that has this number."""
        return self.by_number.get((system, value)) if value else None

    def named(self, name: str, *kinds: str) -> Organization | None:
        """The one organization of these kinds with this name; None when there is none, or more than one.

        The form of company (HF, AS) may be left out on either side, but the exact spelling goes before.
        """
        alike = [one for one in self.by_name.get(body(name), []) if not kinds or one.kind in kinds]
        exact = [one for one in alike if spelling(one.name) == spelling(name)]
        found = exact or alike
        return found[0] if len(found) == 1 else None

    def has(self, organization: Organization, system: str) -> bool:
        """Does this organization have any number of this system?"""
        return any(held == system for held, _value in self.numbers.get(organization.pk, ()))

    def identify(self, organization: Organization, system: str, value: str) -> bool:
        """Give the organization this number. False when it had it."""
        if self.by_number.get((system, value)) == organization:
            return False
        Identifier.objects.create(organization=organization, system=system, value=value)
        self.by_number[system, value] = organization
        self.numbers.setdefault(organization.pk, set()).add((system, value))
        return True

    def create(self, *, name: str, kind: str, parent: Organization | None, key: str = "", **fields: Any) -> Organization:
        """A new organization; its key is made from its name, with a number behind when it is taken."""
        organization = Organization.objects.create(
            key=self._free_key(key or body(name)), name=name, kind=kind, parent=parent, **fields
        )
        self._remember(organization)
        return organization

    def update(self, organization: Organization, **fields: Any) -> Outcome:
        """Set these fields; says whether anything was different."""
        changed = {name: value for name, value in fields.items() if getattr(organization, name) != value}
        if not changed:
            return Outcome.UNCHANGED
        for name, value in changed.items():
            setattr(organization, name, value)
        organization.save()
        self._remember(organization)
        return Outcome.UPDATED

    def _remember(self, organization: Organization) -> None:
        self.keys.add(organization.key)
        alike = self.by_name.setdefault(body(organization.name), [])
        if organization not in alike:
            alike.append(organization)

    def _free_key(self, name: str) -> str:
        wanted = slugify(name.translate(_LETTERS))[:110] or "virksomhet"
        key, number = wanted, 1
        while key in self.keys:
            number += 1
            key = f"{wanted}-{number}"
        return key

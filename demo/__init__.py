"""The demonstration: real hospitals, invented people, texts written for the purpose. Seeded, repeatable, removable."""

PASSWORD = "demo-demo-demo"  # noqa: S105 known to everybody, and refused outside demonstration data

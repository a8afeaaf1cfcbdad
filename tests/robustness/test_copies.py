"""A copy that is killed anywhere, while two processes edit, ends as the export says, byte for byte."""

import pytest

pytestmark = pytest.mark.server


def test_a_copy_that_is_killed_while_two_edit_ends_as_the_export(run):
    (result,) = run("copies", 1)
    whole = {"killed": True, "complete": True, "equal": True, "changes": True, "faults": []}
    assert result == {"endings": [0, 0, 0], **whole}

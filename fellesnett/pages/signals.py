"""Facts that this room announces."""

from django.dispatch import Signal

alerts_changed = Signal()
"""An alert was raised, changed or ended (`alert=`). Sent on commit."""

site_face_changed = Signal()
"""A site has another colour or logo (`site=`). Sent on commit."""

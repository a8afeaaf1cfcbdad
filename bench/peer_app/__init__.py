"""What the roll-out is measured against: one page type of Wagtail's own, with an alias of it on every site."""

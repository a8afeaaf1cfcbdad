"""A page without a mouse: where the focus is, what covers it, and whether fingers hit what they aim at."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Page

DESK = {"width": 1280, "height": 900}
AROUND = 10
"""Pixels around an element in which its focus may show."""

FOCUSED = """() => { const e = document.activeElement
if (!e || e === document.body) return null
const r = [...e.getClientRects()].find(r => r.width && r.height) || e.getBoundingClientRect()
const above = Math.max(r.top, 0), below = Math.min(r.bottom, innerHeight) // a high field is scrolled to its caret, no further
const top = document.elementFromPoint(r.x + r.width / 2, above < below ? (above + below) / 2 : r.y)
const kin = top && (e.contains(top) || top.contains(e) || [...(e.labels || [])].some(l => l.contains(top)))
const name = e => e ? e.tagName.toLowerCase() + [...e.classList].map(c => '.' + c).join('') : ''
window.__stop = e
const main = document.querySelector('main')
const there = !!main && (main.contains(e) || !!(main.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING))
return { x: r.x, y: r.y, w: r.width, h: r.height, covered: !kin, there, frame: e.tagName === 'IFRAME',
  text: (e.textContent || e.name || '').trim().slice(0, 50),
  look: [e.parentElement?.parentElement, e.parentElement, e].map(name).join(' > ') + (e.type ? ':' + e.type : '') } }"""
SMALL = """() => {
const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
const box = e => { let r = e.getBoundingClientRect()
  if (getComputedStyle(e, '::after').position === 'absolute' && e.offsetParent) r = e.offsetParent.getBoundingClientRect()
  const all = [r, ...[...(e.labels || [])].map(l => l.getBoundingClientRect())]
  const left = Math.min(...all.map(r => r.left)), top = Math.min(...all.map(r => r.top))
  const right = Math.max(...all.map(r => r.right)), bottom = Math.max(...all.map(r => r.bottom))
  return { left, top, right, bottom, w: right - left, h: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2 } }
const inText = e => { let block = e.parentElement
  while (getComputedStyle(block).display.startsWith('inline') && block.parentElement) block = block.parentElement
  const rest = block.cloneNode(true); rest.querySelectorAll('a, button').forEach(a => a.remove())
  return getComputedStyle(e).display === 'inline' && rest.textContent.trim() !== '' }
const boxes = all.map(e => ({ e, ...box(e) })).filter(b => b.w > 1 && b.h > 1 && b.right > 0 && b.bottom > 0)
const near = (a, b) => { const dx = Math.max(b.left - a.x, 0, a.x - b.right), dy = Math.max(b.top - a.y, 0, a.y - b.bottom)
  return Math.hypot(dx, dy) < 12 || (small(b) && Math.hypot(a.x - b.x, a.y - b.y) < 24) }
const small = b => b.w < 23.9 || b.h < 23.9
return boxes.filter(b => small(b) && !inText(b.e) && boxes.some(o => o !== b && !b.e.contains(o.e) && near(b, o)))
  .map(b => `${Math.round(b.w)} x ${Math.round(b.h)}: ${b.e.tagName} ${b.e.textContent.trim().slice(0, 40)}`) }"""
CONTROLS = "button, input:not([type=hidden]), select, textarea"

_known: set[str] = set()
"""Looks of links and fields whose focus has been seen in pixels: one of each kind is enough."""


def walk(page: Page) -> list[str]:
    """From the top of a page just opened to its end, with Tab alone. The first stop must lead past the menu,
    where there is anything to stop at before the text."""
    page.set_viewport_size(DESK)
    faults: list[str] = []
    stops = sum(frame.locator(f"a[href], summary, {CONTROLS}, [tabindex]").count() for frame in page.frames)
    for stop in range(stops + 5 if stops else 0):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return faults if stop else [*faults, "Tab leads nowhere"]
        if at["frame"]:  # the focus is on something in it, and what it shows is a page that is walked on its own
            continue
        if at["covered"]:
            faults.append(f"something covers {at['look']} {at['text']!r}")
        if at["look"] not in _known:
            _known.add(at["look"])
            faults += [] if focus_shows(page, at) else [f"the focus does not show on {at['look']} {at['text']!r}"]
        if stop == 0 and not at["there"]:
            faults += skips(page)
    return [*faults, "Tab never leaves the page"] if stops else []


def skips(page: Page) -> list[str]:
    """Enter on the first stop goes to the text; afterwards the first stop has the focus again."""
    page.keyboard.press("Enter")
    there = page.evaluate("document.activeElement.tagName")
    page.evaluate("() => { history.replaceState(null, '', location.pathname); window.__stop.focus(); scrollTo(0, 0) }")
    return [] if there == "MAIN" else [f"the first stop skips to {there}, not to the text"]


def focus_shows(page: Page, at: dict[str, Any]) -> bool:
    """Whether the element looks different with the focus: as many pixels as a line along two of its sides."""
    clip = _around(page, at)
    focused = shot(page, clip)
    page.evaluate("window.__stop.blur()")
    resting = shot(page, clip)
    page.evaluate("window.__stop.focus({ preventScroll: true })")
    changed = ImageChops.difference(focused, resting).convert("L").point(lambda value: 255 if value > 16 else 0)
    return changed.histogram()[255] >= min(at["w"] + at["h"], clip["width"] + clip["height"]) - 4


def _around(page: Page, at: dict[str, Any]) -> dict[str, float]:
    size = page.viewport_size or DESK
    left, top = max(0, at["x"] - AROUND), max(0, at["y"] - AROUND)
    right, bottom = min(size["width"], at["x"] + at["w"] + AROUND), min(size["height"], at["y"] + at["h"] + AROUND)
    return {"x": left, "y": top, "width": max(1, right - left), "height": max(1, bottom - top)}


def shot(page: Page, clip: Any) -> Image.Image:
    return Image.open(BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("RGB")


def shut_details(page: Page) -> list[str]:
    """Side matters that Enter does not open."""
    faults = []
    for summary in page.query_selector_all("details:not([open]) > summary")[:3]:
        if not summary.is_visible():
            continue
        summary.focus()
        page.keyboard.press("Enter")
        if not summary.evaluate("e => e.parentElement.open"):
            faults.append(f"Enter does not open {summary.inner_text()!r}")
    return faults


def small_targets(page: Page) -> list[str]:
    """WCAG 2.5.8: at least 24 by 24 pixels, or far enough from all others; links inside sentences aside."""
    found = []
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {fault}" for fault in page.evaluate(SMALL)]
    return found


def without_edge(page: Page) -> list[str]:
    """Buttons and fields whose edges cannot be seen when the reader's own colours replace ours."""
    page.set_viewport_size(DESK)
    page.emulate_media(forced_colors="active")
    faults = [_name(control) for control in page.locator(CONTROLS).all() if control.is_visible() and not _has_edge(page, control)]
    page.emulate_media(forced_colors="none")
    return faults


def _name(control: Any) -> str:
    return f"no edge on {control.evaluate('e => e.outerHTML.slice(0, 100)')}"


def _has_edge(page: Page, control: Any) -> bool:
    """Going in from the middle of each side, from six pixels outside to six inside, the colour changes."""
    control.evaluate("e => e.scrollIntoView({ block: 'center' })")  # if_needed is content with a part of it
    box = control.bounding_box()
    if box is None or box["x"] < 0 or box["width"] < 2:
        return True
    picture = shot(page, {"x": box["x"] - 6, "y": box["y"] - 6, "width": box["width"] + 12, "height": box["height"] + 12})
    width, height = picture.size
    sides = [
        [(width // 2, step) for step in range(12)],
        [(width // 2, height - 1 - step) for step in range(12)],
        [(step, height // 2) for step in range(12)],
        [(width - 1 - step, height // 2) for step in range(12)],
    ]
    return all(len({picture.getpixel(pixel) for pixel in side}) > 1 for side in sides)

"""Colours asked about once: a coloured part that axe has found good is not asked about again where it looks the same.

Whether text can be read, and whether a link stands out from the text around it, are the dearest rules of axe, and pages are
made of the same parts. When only the theme or the width has changed since a page was asked about whole, or when only its
words are new, those rules are asked about the parts that have not been met in these colours before, and of nothing where
there are none.

A part is an element with text of its own, or a link inside a sentence. Two parts look the same when all agrees that axe
reckons with: the colour, shadow and outline of the letters, whether they count as large, every background up to the first
that nothing shines through, what is translucent, what is taken out of the flow of the page; and of a link what sets it off
from its sentence. Only what axe itself said yes to is remembered, never what it found broken. Of what it could not tell
(text on a picture, one letter alone, a control that is switched off) only the very part is remembered: the same names of
elements, as wide, as high and as far from the edge, switched off or not.

Given up: text that another part slides under or over only in one theme or only on a wide screen, without being positioned,
in colours that were good elsewhere; and what stands in a shadow tree. What overlaps on a telephone is found on every public page,
which is asked whole there; the desk's screens are not.
"""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

from tests.accessibility import COLORS, EVERYTHING, Rules, bring_axe, told

LISTEN = """() => { if ('heard' in window) return
const kinds = { 'color-contrast': 'text', 'link-in-text-block': 'link', 'link-in-text-block-style': 'link' }
window.heard = { yes: { text: new Set(), link: new Set() }, no: { text: new Set(), link: new Set() } }
for (const [id, kind] of Object.entries(kinds)) {
  const check = axe._audit.checks[id], ask = check.evaluate
  check.evaluate = function (element, ...rest) {
    const answer = ask.call(this, element, ...rest)
    if (answer && axe.commons.dom.isVisibleOnScreen(element)) heard.yes[kind].add(element)
    if (answer === false) heard.no[kind].add(element)
    return answer } } }"""
"""What axe answers of each element is kept on the page: its report tells only what is broken."""

PARTS = """() => { window.partsOf = without => {
const styles = new Map(), grounds = new Map(), style = e => styles.get(e) || styles.set(e, getComputedStyle(e)).get(e)
const clear = colour => /^rgba.*, 0\\)$|\\/ 0\\)$/.test(colour), opaque = colour => !/^rgba|\\//.test(colour)
const unless = (value, usual) => value === usual ? '' : value
const lifted = s => /absolute|fixed|sticky/.test(s.position) ? s.position : ''
const paint = s => [clear(s.backgroundColor) ? '' : s.backgroundColor, unless(s.backgroundImage, 'none'), lifted(s),
  unless(s.opacity, '1'), unless(s.filter, 'none'), unless(s.mixBlendMode, 'normal')].join(' ').trim()
const ground = e => { if (!e) return { said: '', veiled: false }
  if (grounds.has(e)) return grounds.get(e)
  const s = style(e), behind = ground(e.parentElement), own = paint(s)
  const veiled = behind.veiled || s.opacity !== '1' || s.filter !== 'none' || s.mixBlendMode !== 'normal'
  const said = opaque(s.backgroundColor) && !veiled ? own : own ? own + ' > ' + behind.said : behind.said
  return grounds.set(e, { said, veiled }).get(e) }
const small = s => Math.ceil(72 * parseFloat(s.fontSize)) / 96 < (s.fontWeight >= 700 ? 14 : 18)
const letters = e => { const s = style(e)
  return [s.color, small(s) ? 'small' : 'large', s.textShadow, s.webkitTextStroke, ground(e).said].join(' | ') }
const set = e => { const s = style(e)
  return [s.fontFamily, s.fontSize, s.fontWeight, s.fontStyle, s.textDecoration, s.border, s.outline, s.boxShadow,
    s.backgroundColor, s.backgroundImage, ...['::before', '::after'].map(each => getComputedStyle(e, each).content)].join(' ') }
const inline = e => /^inline$|^contents$/.test(style(e).display)
const sentence = e => { do e = e.parentElement; while (e && inline(e)); return e }
const LINK = 'a[href], [role=link]'
const isText = node => node.nodeType === 3 && node.data.trim()
const words = e => [...e.childNodes].some(node => isText(node) || node.nodeType === 1 && !node.matches(LINK) && words(node))
const spoken = e => e.matches('input, select, textarea') || [...e.childNodes].some(isText)
const name = e => e.tagName + [...e.classList].map(each => '.' + each).join('')
const OFF = ':disabled, [aria-disabled=true]', off = e => e.closest(OFF) || e.closest('label')?.control?.closest(OFF)
const place = e => { const r = e.getBoundingClientRect(), up = e.parentElement
  return [...[up?.parentElement, up, e].map(each => each ? name(each) : ''), off(e) ? 'off' : 'on',
    ...[r.x, r.width, r.height].map(Math.round)].join(' ') }
const part = (element, kind, look) => ({ element, kind, look, place: look + ' @ ' + place(element) })
return [...document.body.querySelectorAll('*'), document.body].filter(e => !without.some(each => e.closest(each)))
  .filter(e => (spoken(e) || e.matches(LINK)) && e.checkVisibility({ visibilityProperty: true }))
  .flatMap(e => [...(spoken(e) ? [part(e, 'text', letters(e))] : []),
    ...(e.matches(LINK) && inline(e) && words(sentence(e))
      ? [part(e, 'link', ['link', letters(e), set(e), letters(sentence(e)), set(sentence(e))].join(' | '))] : [])]) } }"""
"""The coloured parts of the page as it stands: how each looks, and its place. `small` is reckoned as axe does."""

ASK = """async ([rules, without, met, whole]) => {
const known = new Set(met), parts = partsOf(without)
const asked = whole ? parts : parts.filter(part => !known.has(part.look) && !known.has(part.place))
if (!whole && !asked.length) return [[], []]
for (const each of [heard.yes, heard.no]) Object.values(each).forEach(set => set.clear())
const where = whole ? {} : { include: [...new Set(asked.map(part => part.element))] }
const exclude = without.map(each => [each]), is = (answer, { kind, element }) => heard[answer][kind].has(element)
const { violations } = await axe.run({ ...where, exclude }, { ...rules, resultTypes: ['violations'] })
const good = asked.filter(part => is('yes', part)), untold = asked.filter(part => !is('yes', part) && !is('no', part))
const learned = new Set([...good.map(part => part.look), ...untold.map(part => part.place)])
return [violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html])), [...learned]] }"""


class Colours:
    """What axe has met and found good, on all pages that are asked about through this."""

    def __init__(self) -> None:
        self._met: set[str] = set()

    def of_all(self, page: Page, rules: Rules = EVERYTHING, *, without: Sequence[str] = ()) -> list[str]:
        """What is broken anywhere on the page, asked whole; what is good is remembered."""
        return self._ask(page, rules, without, whole=True)

    def of_new(self, page: Page, *, without: Sequence[str] = ()) -> list[str]:
        """What is broken among the parts that were never met in these colours."""
        return self._ask(page, COLORS, without, whole=False)

    def _ask(self, page: Page, rules: Rules, without: Sequence[str], *, whole: bool) -> list[str]:
        bring_axe(page)
        page.evaluate(LISTEN)
        page.evaluate(PARTS)
        faults, good = page.evaluate(ASK, [rules, list(without), [] if whole else list(self._met), whole])
        self._met.update(good)
        return told(faults)

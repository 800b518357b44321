/* What a reader measures on the page in front of them; evaluated into it after axe-core. */
window.looking = (() => {
  const FRAME = ['.topbar', '.rail', '.bottombar', '.desk-foot', '.citizen-head', '.citizen-foot']
  const NAMED = ['aria-label', 'placeholder', 'title', 'alt']
  const HERS = ['.code', 'kbd', '.key-hint', '.masked', '[translate=no]', '[lang=en]:not(html)', '[lang^=zh]:not(html)'].join()
  const GOES = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  const seen = one => one.getClientRects().length > 0 && one.checkVisibility({visibilityProperty: true})
  const brief = one => one.cloneNode(false).outerHTML.slice(0, 160)

  const shape = one => one.tagName + '.' + (one.getAttribute('class') || '') + ':' + (one.getAttribute('type') || '')
    + [...one.attributes].map(each => each.name).join() + '(' + [...one.children].map(shape).join() + ')'

  /* Of rows built alike two stay: a third has the barriers of the first. */
  const thin = () => document.querySelectorAll('main :is(tbody, ul, ol, select, optgroup)').forEach(list => {
    const kept = {}
    for (const row of [...list.children]) {
      const kind = shape(row)
      kept[kind] = (kept[kind] || 0) + 1
      if (kept[kind] > 2) row.remove()
    }
  })

  const open = () => document.querySelectorAll('main details').forEach(one => { one.open = true })

  /* Everything at once: what waits to be asked for, and nothing lying over what could be scrolled from under it. */
  const spread = () => {
    document.querySelectorAll('.on-demand').forEach(one => { one.classList.add('is-open') })
    document.querySelectorAll('main *, .topbar, .bottombar').forEach(one => {
      if (['sticky', 'fixed'].includes(getComputedStyle(one).position)) one.style.position = 'static'
    })
    scrollTo(0, 0)
  }

  const words = () => {
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let one = walk.nextNode(); one; one = walk.nextNode()) {
      if (one.data.trim() && !one.parentElement.closest(`script, style, noscript, ${HERS}`)) found.push(one.data.trim())
    }
    for (const name of NAMED) {
      document.querySelectorAll(`[${name}]`).forEach(one => { if (!one.closest(HERS)) found.push(one.getAttribute(name)) })
    }
    return [document.title, ...found]
  }

  /* Labels and heads are the product's; what a citizen or an officer wrote stays in the language it was written in. */
  const ours = () => {
    const places = 'label, legend, main button, th, dt, summary, nav a, h1, h2, h3, .hint, .need, .counter, .empty'
    const data = '[lang^=zh]:not(html), .menu, .is-title, tbody th, .masked'
    return [...document.querySelectorAll(places)].filter(one => !one.closest(data) && !one.querySelector(data))
      .map(one => one.innerText.trim()).filter(Boolean)
  }

  const ringed = one => {
    for (let box = one, up = 0; box && up < 4; box = box.parentElement, up++) {
      const look = getComputedStyle(box)
      if (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) return true
      if (look.boxShadow.includes('inset')) return true
    }
    return false
  }

  const covering = one => {
    const box = one.getClientRects()[0]
    const x = Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1)
    /* A field of many lines is written in from its first one. */
    if (one.matches('textarea') && !hidden(one, x, box.y + 16, box)) return ''
    return hidden(one, x, box.y + box.height / 2, box)
  }

  const hidden = (one, x, y, box) => {
    if (y < 0 || y > innerHeight) return box.height < innerHeight ? 'it is out of sight' : ''
    for (let top = document.elementFromPoint(x, y); top; top = top.parentElement) {
      if (top.contains(one) || one.contains(top)) return ''
      if (['fixed', 'sticky'].includes(getComputedStyle(top).position)) return `it is under ${brief(top)}`
    }
    return ''
  }

  /* Down the page and up again, as Tab and Shift+Tab walk it: the place of the focus is seen and not covered. */
  const focus = () => {
    const found = new Set()
    const all = [...document.querySelectorAll(GOES)].filter(one => seen(one) && one.tabIndex >= 0 && !one.disabled)
    for (const one of [...all, ...[...all].reverse()]) {
      one.focus({focusVisible: true})
      if (document.activeElement !== one || !seen(one)) continue
      if (!ringed(one)) found.add(`no ring round ${brief(one)}`)
      const under = covering(one)
      if (under) found.add(`${under}: ${brief(one)}`)
    }
    document.activeElement?.blur()
    return [...found]
  }

  /* A link in a line of text is as high as its line; everything else that is pressed has a size. */
  const small = (least, what) => [...document.querySelectorAll(what)].filter(one => {
    const box = (one.matches('input[type=radio], input[type=checkbox]') && one.closest('label') || one).getBoundingClientRect()
    return seen(one) && box.width > 1 && box.height < least - .5
  }).map(brief)

  const moving = () => [...document.querySelectorAll('*')].filter(one => {
    const look = getComputedStyle(one)
    return look.animationName !== 'none' || look.transitionDuration.split(', ').some(time => parseFloat(time) > 0.011)
  }).map(brief)

  const barriers = async (whole, colours) => {
    const rules = {'target-size': {enabled: true}, 'color-contrast': {enabled: colours}}
    const away = whole ? [] : FRAME.filter(one => document.querySelector(one)).map(one => [one])
    return say(await axe.run({include: [['html']], exclude: away}, {rules, preload: false, resultTypes: ['violations']}))
  }

  const contrast = async () =>
    say(await axe.run(document, {runOnly: ['color-contrast'], preload: false, resultTypes: ['violations']}))

  const say = told => told.violations.map(one => `${one.id} (${one.impact}) `
    + one.nodes.slice(0, 3).map(node => node.target + ' ' + node.html.slice(0, 120)).join(' ; '))

  /* How far the page is too wide, and what makes it so. */
  const sideways = () => {
    const wide = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - wide
    const kept = one => one && one !== document.body && (getComputedStyle(one).overflowX !== 'visible' || kept(one.parentElement))
    const far = () => [...document.body.querySelectorAll('*')]
      .filter(one => one.getBoundingClientRect().right > wide + .5 && !kept(one.parentElement))
    return over > 0 ? `${over} px: ${far().slice(-1).map(brief)}` : cut()
  }
  /* What no scrolling brings back: wider than a box that cuts it off, and without an ellipsis to say so. */
  const cut = () => [...document.querySelectorAll('main *')].filter(one => {
    const look = getComputedStyle(one)
    return !one.matches('input, select, textarea') && ['clip', 'hidden'].includes(look.overflowX) && look.textOverflow !== 'ellipsis' && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
  }).slice(0, 1).map(one => `cut off, ${one.scrollWidth - one.clientWidth} px: ${brief(one)}`).join()
  const kind = () => shape(document.querySelector('main')) + document.documentElement.dataset.bsTheme
  return {thin, open, spread, words, ours, focus, small, moving, barriers, contrast, sideways, kind}
})()

// The script of a report: shows the values of a chart at the pointer, or at the arrow keys. It writes text only,
// never markup, and reads nothing but the JSON beside each chart.

export const reportScript: string = `
for (const figure of document.querySelectorAll('figure.chart')) {
  const svg = figure.querySelector('svg')
  const cross = figure.querySelector('.cross')
  const data = JSON.parse(figure.querySelector('script').textContent)
  const tip = document.createElement('div')
  tip.className = 'tip'
  figure.append(tip)
  let current = data.x.length - 1
  const showAt = (index) => {
    current = Math.max(0, Math.min(data.x.length - 1, index))
    const x = data.x[current]
    cross.setAttribute('x1', x)
    cross.setAttribute('x2', x)
    cross.setAttribute('visibility', 'visible')
    const head = document.createElement('div')
    head.textContent = 'step ' + data.steps[current]
    const lines = data.rows.filter((row) => row.values[current] !== null).map((row) => {
      const line = document.createElement('div')
      const swatch = document.createElement('i')
      swatch.className = 'swatch c' + row.colour
      line.append(swatch, row.label + '  ' + row.values[current])
      return line
    })
    tip.replaceChildren(head, ...lines)
    tip.style.display = 'block'
    const box = svg.getBoundingClientRect()
    const outer = figure.getBoundingClientRect()
    const at = box.left - outer.left + (x / svg.viewBox.baseVal.width) * box.width
    tip.style.left = Math.max(4, Math.min(outer.width - tip.offsetWidth - 4, at + 12)) + 'px'
    tip.style.top = box.top - outer.top + 14 + 'px'
  }
  const hide = () => {
    cross.setAttribute('visibility', 'hidden')
    tip.style.display = 'none'
  }
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect()
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width
    let nearest = 0
    data.x.forEach((value, index) => {
      if (Math.abs(value - x) < Math.abs(data.x[nearest] - x)) nearest = index
    })
    showAt(nearest)
  })
  svg.addEventListener('pointerleave', hide)
  svg.addEventListener('focus', () => showAt(current))
  svg.addEventListener('blur', hide)
  svg.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    showAt(current + (event.key === 'ArrowRight' ? 1 : -1))
  })
}
`

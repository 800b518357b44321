"""A picture of a page in few colours: a third of the size, and nothing a reader would miss.

The browser that made the picture counts its colours; what is written is a PNG with a palette, standard library only.
"""

import base64
import struct
import zlib

from playwright.sync_api import Page

COLOURS = 96
QUANTISE = """async ([png, most]) => {
  const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob())
  const { width, height } = picture
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  context.drawImage(picture, 0, 0)
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]
  const counts = new Map()
  for (const one of pixels) counts.set(one, (counts.get(one) || 0) + 1)
  const near = (one) => one & 0x00f0f0f0
  const buckets = new Map()
  for (const [one, count] of counts) {
    const found = buckets.get(near(one))
    if (!found) buckets.set(near(one), { one, count, best: count })
    else {
      found.count += count
      if (count > found.best) Object.assign(found, { one, best: count })
    }
  }
  const exact = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most / 3).map(([one]) => one)
  const rest = [...buckets.values()].sort((a, b) => b.count - a.count).map(({ one }) => one)
  const palette = [...new Set([...exact, ...rest])].slice(0, most)
  const colours = palette.map(parts)
  const place = new Map(palette.map((one, at) => [one, at]))
  const nearest = (one) => {
    const [r, g, b] = parts(one)
    let best = 0, least = Infinity
    colours.forEach(([x, y, z], at) => {
      const far = 2 * (r - x) ** 2 + 4 * (g - y) ** 2 + 3 * (b - z) ** 2
      if (far < least) { least = far; best = at }
    })
    place.set(one, best)
    return best
  }
  const found = new Uint8Array(pixels.length)
  pixels.forEach((one, at) => { found[at] = place.get(one) ?? nearest(one) })
  const url = await new Promise((done) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result)
    reader.readAsDataURL(new Blob([found]))
  })
  return { width, height, colours, indices: url.slice(url.indexOf(',') + 1) }
}"""


def shrink(blank: Page, png: bytes) -> bytes:
    """The same picture as a PNG of at most COLOURS colours; `blank` is an empty page to count in."""
    found = blank.evaluate(QUANTISE, [base64.b64encode(png).decode(), COLOURS])
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    rows = b"".join(b"\0" + indices[row * width : (row + 1) * width] for row in range(height))
    palette = b"".join(bytes(colour) for colour in found["colours"])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

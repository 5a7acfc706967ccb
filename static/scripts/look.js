// Looks at a small picture as somebody with a trained eye would: where the paper lies in it, and what would make it hard to
// read. Pure: pixels in, findings out. A hint while aiming; the server judges again.

const EDGE = 0.02; // share of a side along which the paper may touch the border
const SOLID = 0.6; // share of its outline that a paper fills
const SLANT = 0.11; // 6 degrees
const UNEVEN = 1.18; // opposite sides, one to the other
const CELL = 8;
const LEAST = 0.03; // share of the picture below which a patch is no paper

// `limits` has dark, sharp (as the server's) and glare in thousandths. `findings` are in the order in which they matter.
export function look({ data, width, height }, limits) {
  const grey = toGrey(data);
  const { corners, touches, share, median } = paper(grey, width, height);
  const findings = [];
  const glare = glaring(grey, width, height, median);
  if (brightest(grey) < limits.dark) findings.push("dark");
  if (glare * 1000 > limits.glare) findings.push("glare");
  if (sharpness(grey, width, height) < limits.sharp) findings.push("blurred");
  if (corners && touches) findings.push("cut");
  else if (corners && isSlanted(corners)) findings.push("tilted");
  else if (corners && share < 0.25) findings.push("far");
  return { corners: touches ? null : corners, findings };
}

function toGrey(data) {
  const grey = new Uint8Array(data.length / 4);
  for (let i = 0, at = 0; i < grey.length; i += 1, at += 4) {
    grey[i] = (data[at] * 77 + data[at + 1] * 150 + data[at + 2] * 29) >> 8;
  }
  return grey;
}

function histogram(grey) {
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value] += 1;
  return counts;
}

// The brightness that two of a hundred pixels are above.
function brightest(grey) {
  const counts = histogram(grey);
  let seen = 0;
  let value = 255;
  while (value > 0 && (seen += counts[value]) <= grey.length / 50) value -= 1;
  return value;
}

// The brightness that parts light from dark best (Otsu).
function parting(counts, total) {
  let sum = 0;
  for (let value = 0; value < 256; value += 1) sum += value * counts[value];
  let [below, sumBelow, best, at] = [0, 0, 0, 127];
  for (let value = 0; value < 256; value += 1) {
    below += counts[value];
    sumBelow += value * counts[value];
    const above = total - below;
    if (!below || !above) continue;
    const apart = sumBelow / below - (sum - sumBelow) / above;
    const spread = below * above * apart * apart;
    if (spread > best) [best, at] = [spread, value];
  }
  return at;
}

// The largest light patch that could be a paper: its corners from the top left, clockwise.
function paper(grey, width, height) {
  const counts = histogram(grey);
  const limit = parting(counts, grey.length);
  const seen = new Uint8Array(grey.length);
  let best = { size: 0 };
  for (let start = 0; start < grey.length; start += 7) {
    if (seen[start] || grey[start] <= limit) continue;
    const patch = flood(grey, width, height, start, limit, seen);
    if (patch.size > best.size) best = patch;
  }
  const none = { corners: null, touches: false, share: 0, median: 255 };
  if (best.size < grey.length * LEAST) return none;
  const { corners, border, size, median } = best;
  const outline = area(corners);
  // Light from edge to edge on every side is the table, or a picture that was cropped already.
  const sides = [width, height, width, height].filter((side, index) => border[index] > side * EDGE).length;
  if (size < outline * SOLID || sides === 4) return none;
  return { corners, touches: sides > 0, share: outline / grey.length, median };
}

function flood(grey, width, height, start, limit, seen) {
  const stack = [start];
  const corners = [[0, 0], [0, 0], [0, 0], [0, 0]];
  const far = [-Infinity, -Infinity, -Infinity, -Infinity];
  const border = [0, 0, 0, 0];
  const counts = new Uint32Array(256);
  let size = 0;
  seen[start] = 1;
  while (stack.length) {
    const at = stack.pop();
    const x = at % width;
    const y = (at - x) / width;
    size += 1;
    counts[grey[at]] += 1;
    [-x - y, x - y, x + y, y - x].forEach((reach, corner) => {
      if (reach > far[corner]) [far[corner], corners[corner]] = [reach, [x, y]];
    });
    if (y === 0) border[0] += 1;
    if (x === width - 1) border[1] += 1;
    if (y === height - 1) border[2] += 1;
    if (x === 0) border[3] += 1;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (y > 0) visit(at - width);
    if (y < height - 1) visit(at + width);
  }
  let median = 0;
  for (let passed = counts[0]; passed < size / 2 && median < 255; passed += counts[median]) median += 1;
  return { corners, border, size, median };

  function visit(next) {
    if (seen[next] || grey[next] <= limit) return;
    seen[next] = 1;
    stack.push(next);
  }
}

function area(corners) {
  let twice = 0;
  corners.forEach(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % 4];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

function isSlanted([topLeft, topRight, bottomRight, bottomLeft]) {
  const span = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const top = span(topLeft, topRight);
  const bottom = span(bottomLeft, bottomRight);
  const left = span(topLeft, bottomLeft);
  const right = span(topRight, bottomRight);
  const slant = Math.max(Math.abs(topRight[1] - topLeft[1]) / top, Math.abs(bottomLeft[0] - topLeft[0]) / left);
  const uneven = (a, b) => Math.max(a, b) / Math.min(a, b);
  return slant > SLANT || uneven(top, bottom) > UNEVEN || uneven(left, right) > UNEVEN;
}

// Share of cells that are white all over, while the paper itself is not.
function glaring(grey, width, height, median) {
  if (median > 235) return 0;
  let cells = 0;
  let white = 0;
  for (let y = 0; y + CELL <= height; y += CELL) {
    for (let x = 0; x + CELL <= width; x += CELL) {
      cells += 1;
      white += isWhite(x, y) ? 1 : 0;
    }
  }
  return white / Math.max(cells, 1);

  function isWhite(left, top) {
    for (let y = top; y < top + CELL; y += 2) {
      for (let x = left; x < left + CELL; x += 2) if (grey[y * width + x] < 250) return false;
    }
    return true;
  }
}

// Variance of the Laplacian.
function sharpness(grey, width, height) {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += 1) {
      const value = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const mean = sum / Math.max(count, 1);
  return squares / Math.max(count, 1) - mean * mean;
}

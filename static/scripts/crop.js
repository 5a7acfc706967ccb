// Crops a photograph to four corners, which are moved by pointer or by arrow keys, and lays what is between them flat.

const LONGEST = 3000;
const STEP = 0.005; // of the picture's width, for one press of an arrow
const LARGE_STEP = 0.03;

// `box` holds the canvas of the lines and four buttons; `corners` are shares of the picture, from the top left, clockwise.
export function cropper(box) {
  const lines = box.querySelector("[data-camera-lines]");
  const handles = [...box.querySelectorAll("[data-corner]")];
  let corners = [];

  handles.forEach((handle, index) => {
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const move = ({ clientX, clientY }) => {
        const { left, top, width, height } = box.getBoundingClientRect();
        put(index, [(clientX - left) / width, (clientY - top) / height]);
      };
      handle.addEventListener("pointermove", move);
      const end = () => handle.removeEventListener("pointermove", move);
      handle.addEventListener("pointerup", end, { once: true });
      handle.addEventListener("pointercancel", end, { once: true });
    });
    handle.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const step = event.shiftKey ? LARGE_STEP : STEP;
      put(index, corners[index].map((value, axis) => value + way[axis] * step));
    });
  });

  function put(index, corner) {
    corners[index] = corner.map((value) => Math.min(1, Math.max(0, value)));
    show();
  }

  function show() {
    handles.forEach((handle, index) => {
      handle.style.left = `${corners[index][0] * 100}%`;
      handle.style.top = `${corners[index][1] * 100}%`;
    });
    const { clientWidth: width, clientHeight: height } = box;
    lines.width = width;
    lines.height = height;
    const pen = lines.getContext("2d");
    const along = () => corners.forEach(([x, y], index) => pen[index ? "lineTo" : "moveTo"](x * width, y * height));
    pen.fillStyle = "rgba(0, 0, 0, 0.5)";
    pen.beginPath();
    pen.rect(0, 0, width, height);
    along();
    pen.closePath();
    pen.fill("evenodd");
    pen.strokeStyle = "#fff";
    pen.lineWidth = 2;
    pen.beginPath();
    along();
    pen.closePath();
    pen.stroke();
  }

  return {
    start(first) {
      corners = first.map((corner) => [...corner]);
      show();
    },
    show: () => corners.length && show(),
    // None where the corners cross or there is next to nothing between them.
    cut: (shot) => (isConvex(corners) ? flatten(shot, corners) : null),
  };
}

function isConvex(corners) {
  return corners.every(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % 4];
    const [thenX, thenY] = corners[(index + 2) % 4];
    return (nextX - x) * (thenY - nextY) - (nextY - y) * (thenX - nextX) > 0.002;
  });
}

// The part of a canvas between four corners as an upright rectangle (projective mapping of the square, Heckbert 1989).
function flatten(shot, shares) {
  const { width, height } = shot;
  const points = shares.map(([x, y]) => [x * (width - 1), y * (height - 1)]);
  const span = (a, b) => Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]);
  const wide = Math.max(span(0, 1), span(3, 2));
  const high = Math.max(span(0, 3), span(1, 2));
  const scale = Math.min(1, LONGEST / Math.max(wide, high));
  const flat = document.createElement("canvas");
  flat.width = Math.max(1, Math.round(wide * scale));
  flat.height = Math.max(1, Math.round(high * scale));

  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = points;
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const det = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det];
  const [a, b, d, e] = [x1 - x0 + g * x1, x3 - x0 + h * x3, y1 - y0 + g * y1, y3 - y0 + h * y3];

  const from = shot.getContext("2d").getImageData(0, 0, width, height).data;
  const pen = flat.getContext("2d");
  const image = pen.createImageData(flat.width, flat.height);
  const to = image.data;
  for (let row = 0, at = 0; row < flat.height; row += 1) {
    const v = (row + 0.5) / flat.height;
    for (let column = 0; column < flat.width; column += 1, at += 4) {
      const u = (column + 0.5) / flat.width;
      const w = g * u + h * v + 1;
      const x = Math.min(width - 1.001, Math.max(0, (a * u + b * v + x0) / w));
      const y = Math.min(height - 1.001, Math.max(0, (d * u + e * v + y0) / w));
      const [left, top] = [x | 0, y | 0];
      const [fx, fy] = [x - left, y - top];
      const first = (top * width + left) * 4;
      const below = top + 1 < height ? first + width * 4 : first;
      const right = left + 1 < width ? 4 : 0;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = from[first + channel] * (1 - fx) + from[first + right + channel] * fx;
        const lower = from[below + channel] * (1 - fx) + from[below + right + channel] * fx;
        to[at + channel] = upper * (1 - fy) + lower * fy;
      }
      to[at + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  return flat;
}

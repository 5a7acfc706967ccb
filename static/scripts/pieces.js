// Sends a file in pieces and goes on after a cut (tus 1.0.0). How far it is the server tells; the address alone is noted, for
// this tab, so that the same file chosen again after a reload goes on where it was. Files are named after people: the note is
// found by a hash of the name.

const LEAST = 64 * 1024;
const MOST = 1024 * 1024;
const WANTED = 2000; // milliseconds a piece should take
const STUCK = 60000;
const LONGEST_WAIT = 30000;
const TRIES = 12; // in a row that brought nothing

const TUS = { "tus-resumable": "1.0.0", accept: "application/json" };

// Resolves to the name of the upload for the form. Rejects with `isFinal` where the server will not have it, and with
// `isSignedOut` where it knows nobody.
export async function sendInPieces(file, { address, field, token, onProgress, onWait }) {
  const note = `upload ${hash([address, field, file.name, file.size, file.lastModified].join(" "))}`;
  let url = attempt(() => sessionStorage.getItem(note));
  let offset = null;
  let size = LEAST;
  let failures = 0;

  for (;;) {
    try {
      if (url && offset === null) offset = await where(url);
      if (!url || offset === null) {
        url = await create(address, file, field, token);
        offset = 0;
        attempt(() => sessionStorage.setItem(note, url));
      }
      onProgress(offset);
      if (offset >= file.size) return url.split("/").pop();
      const begun = performance.now();
      offset = await patch(url, offset, file.slice(offset, offset + size), token);
      const took = Math.max(performance.now() - begun, 1);
      size = Math.round(Math.min(MOST, Math.max(LEAST, Math.min(size * 2, (size * WANTED) / took))));
      failures = 0;
    } catch (error) {
      failures += 1;
      if (error.isFinal || error.isSignedOut || failures > TRIES) throw error;
      const pause = Math.min(LONGEST_WAIT, 500 * 2 ** failures);
      onWait(Math.ceil(pause / 1000));
      await rest(pause);
      offset = null;
      size = LEAST;
    }
  }
}

// None where there is none any more.
async function where(url) {
  const answer = await ask(url, { method: "HEAD" });
  if (answer.status === 404 || answer.status === 410) return null;
  return told(answer);
}

// A refusal here is final: the form itself will tell why.
async function create(address, file, field, token) {
  const metadata = `target ${base64(field)},filename ${base64(file.name)}`;
  const headers = { "upload-length": file.size, "upload-metadata": metadata, "x-form-token": token };
  const answer = await ask(address, { method: "POST", headers });
  if (answer.status !== 201) throw refusal(answer, answer.status < 500 && answer.status !== 429);
  return answer.headers.get("location");
}

async function patch(url, offset, body, token) {
  const headers = { "upload-offset": offset, "content-type": "application/offset+octet-stream", "x-form-token": token };
  const answer = await ask(url, { method: "PATCH", headers, body });
  if (answer.status !== 204) throw refusal(answer);
  return told(answer);
}

function told(answer) {
  if (!answer.ok) throw refusal(answer);
  const offset = answer.headers.get("upload-offset");
  // The page to sign in came instead.
  if (offset === null) throw Object.assign(new Error("signed out"), { isSignedOut: true });
  return Number(offset);
}

// A line that died silently is given up after a while.
async function ask(url, { headers, ...rest }) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), STUCK);
  try {
    return await fetch(url, { ...rest, headers: { ...TUS, ...headers }, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

function refusal({ status, redirected }, isFinal = [403, 413, 415].includes(status)) {
  return Object.assign(new Error(String(status)), { isFinal, isSignedOut: status === 401 || redirected });
}

// Until the time is over or the line is back.
function rest(pause) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, pause);
    addEventListener("online", end);
  });
}

// FNV-1a of 64 bits: a browser hashes better only where the line is secure, and this one must tell files of one tab apart.
function hash(text) {
  const add = (sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  return new TextEncoder().encode(text).reduce(add, 0xcbf29ce484222325n).toString(36);
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// Storage can be forbidden; then a reload begins anew.
function attempt(what) {
  try {
    return what() ?? null;
  } catch {
    return null;
  }
}

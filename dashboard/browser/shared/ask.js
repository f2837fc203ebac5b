// Asking the server for something that takes work: while it is busy, that is said, and asked again.

const PAUSE = 2; // seconds, where it does not say how long

/** @type {Set<object>} */
const waiting = new Set();

/**
 * Fetches `address`, as often as it takes while the server is busy.
 * @param {string} address
 * @param {() => boolean} wanted - whether it still is; else the refusal is the answer
 * @returns {Promise<Response>}
 */
export async function ask(address, wanted = () => true) {
  const question = {};
  try {
    for (;;) {
      const answer = await fetch(address);
      if (answer.status !== 503 || !wanted()) return answer;
      waiting.add(question);
      say(await answer.clone().text());
      const seconds = Number(answer.headers.get("Retry-After")) || PAUSE;
      const apart = 1 + Math.random() / 2; // so that not all come back at once
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds * apart));
      if (!wanted()) return answer;
    }
  } finally {
    waiting.delete(question);
    if (!waiting.size) say("");
  }
}

/** @param {string} sentence - at the foot of the page; "" for none */
function say(sentence) {
  let place = document.querySelector(".lab-busy");
  if (!place) {
    if (!sentence) return;
    place = document.createElement("p");
    place.className = "lab-busy";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  if (place.textContent !== sentence) place.textContent = sentence;
}

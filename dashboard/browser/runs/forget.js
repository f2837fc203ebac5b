// Has the server forget who this browser is: only it can take back a cookie that scripts cannot see.

const SURE = "Your nickname and the cookie go. Your runs stay, and only the host may change them.";

/** @param {any} component */
export function render({ parentElement, data }) {
  const button = /** @type {HTMLButtonElement} */ (parentElement.querySelector(".lab-forget"));
  const sentence = /** @type {HTMLElement} */ (parentElement.querySelector(".lab-sentence"));
  button.onclick = async () => {
    if (!sentence.textContent) {
      sentence.textContent = SURE;
      button.textContent = "Forget me for good";
      return;
    }
    button.disabled = true;
    const answer = await fetch(data.forget, { method: "POST" }).catch(() => null);
    if (answer?.ok) {
      window.location.assign(data.home);
      return;
    }
    button.disabled = false;
    sentence.textContent = "The server did not answer. Try again.";
  };
}

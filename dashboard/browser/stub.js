// What Streamlit is given of a component: it fetches the module that draws it. Components share
// this very script, so nothing may be kept here; the browser keeps the modules.

/** @param {any} component */
export default function (component) {
  const address = new URL(component.data.module, window.location.origin).href;
  import(address).then(({ render }) => render(component));
}

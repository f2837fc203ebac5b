// What a film leaves out, a sentence each.

/**
 * @param {import("./reel.js").Reel} reel
 * @param {number} checkpoint - that is asked for
 * @param {boolean} changed - whether something in the network is changed elsewhere on the page
 * @returns {string[]}
 */
export function notes(reel, checkpoint, changed) {
  const { steps, checkpoints, units, all, alphabet, letters } = reel.about;
  const nearest = reel.step(reel.nearest(checkpoint));
  const said = [];
  if (checkpoints === 1) {
    said.push(`Only ${reel.unit} ${nearest} of this run is kept, so there is nothing to play. A run that belongs to a sweep keeps its newest weights only; trained by itself it keeps more.`);
  }
  if (!steps.includes(checkpoint)) {
    said.push(`The ${reel.unit} ${checkpoint.toLocaleString("en")} is not in the film: this is ${nearest}, the nearest that is.`);
  }
  if (changed) said.push("The film shows the network as it was trained: what is changed in it here does not count.");
  if (steps.length < checkpoints) {
    said.push(`Of ${checkpoints.toLocaleString("en")} checkpoints ${steps.length} are in the film; the slider at the top has all of them.`);
  }
  if (units.length < all) {
    said.push(`Of ${all} units ${units.length} are drawn, every ${units[1] - units[0]}th. The downloads at the end of the page have the numbers of all.`);
  }
  if (alphabet.length < letters) {
    said.push(`Of ${letters.toLocaleString("en")} letters ${alphabet.length} are drawn: those that come, and those expected most at the end.`);
  }
  return said;
}

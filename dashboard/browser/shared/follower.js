// Follows the run on show by the live channel, from its first look to its last.
import { whenIdle } from "./idle.js";
import { listen } from "./live.js";

const NOTHING_TO_HEAR = ["deleted", "unreadable"]; // states of what is no more, or cannot be shown

export class Follower {
  /**
   * @param {Element} place
   * @param {(message: any) => void} hear - takes the news of the run
   * @param {(run: string) => void} ended - tells the script, once, that it has to look again
   */
  constructor(place, hear, ended) {
    this.place = place;
    this.hear = hear;
    this.ended = ended;
    /** @type {string | null} */
    this.run = null; // that is followed: the script has not seen it ended yet
    this.end = () => {};
  }

  /** @param {{run?: string | null, active?: boolean, live?: string}} data - of the script's last look */
  follow({ run, active, live }) {
    const followed = active && run && live ? run : null;
    if (followed === this.run) return;
    this.end();
    this.run = followed;
    if (followed && live)
      this.end = listen(this.place, live, (message) => followed === this.run && this.take(message));
  }

  /** @param {any} message */
  take(message) {
    const run = this.run;
    if (!NOTHING_TO_HEAR.includes(message.state)) this.hear(message);
    if (!message.active) whenIdle(this.place, () => run && run === this.run && this.ended(run));
  }
}

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { asked, channel, document, mounted, passes, posted, scriptIs, server, settled, shown, streams, window } from "./page.js";
import { fetchWhenFree, Follower, subscribe, whenIdle } from "../../dashboard/browser/shared/server.js";

const RUN = { active: true, state: "running" };
let end = () => {};

/** Follows an address from a place on the page; what it has heard. */
function follow(url = "/live/run") {
  const place = shown("<p></p>").firstElementChild;
  const heard = [];
  end = subscribe(place, url, (message) => heard.push(message));
  return { place, heard };
}

const open = () => streams.filter((stream) => stream.readyState !== 2);

function hide(hidden) {
  document.hidden = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(async () => {
  end();
  hide(false);
  server(() => ({ status: 503 }));
  await passes(100_000); // other windows are forgotten
  streams.length = posted.length = asked.length = 0;
});

test("a page listens until its run has ended", () => {
  const { heard } = follow();
  const [stream] = open();
  assert.equal(stream.url, "/live/run");
  stream.say({ ...RUN, epoch: 1 });
  stream.say({ ...RUN, epoch: 2 });
  stream.say({ active: false, state: "finished" });
  assert.deepEqual(heard.map(({ epoch, state }) => epoch ?? state), [1, 2, "finished"]);
  assert.deepEqual(open(), []);
});

test("a page that is left listens no longer", async () => {
  const { place, heard } = follow("/live");
  assert.equal(open().length, 1);
  place.remove();
  streams[0].say(RUN);
  await passes(600);
  assert.deepEqual(open(), []);
  assert.deepEqual(heard, []);
});

test("a hidden page holds no connection, and listens again when it is seen", async () => {
  const { heard } = follow();
  hide(true);
  assert.deepEqual(open(), []);
  await passes(60_000);
  assert.deepEqual(open(), []);
  assert.deepEqual(asked, []);
  hide(false);
  assert.equal(open().length, 1);
  open()[0].say(RUN);
  assert.deepEqual(heard, [RUN]);
});

test("a stream that is refused is asked for again after 3 seconds, one that breaks off is the browser's to ask for", async () => {
  const { heard } = follow();
  streams[0].onerror(); // it broke off: still connecting
  await passes(3000);
  assert.equal(streams.length, 1);
  streams[0].readyState = 2;
  streams[0].onerror();
  await passes(2000);
  assert.deepEqual(open(), []);
  await passes(2000);
  assert.equal(open().length, 1);
  open()[0].say(RUN);
  assert.deepEqual(heard, [RUN]);
});

test("where a stream says nothing for 5 seconds the page asks now and then, and moves all the same", async () => {
  let epoch = 0;
  server(() => ({ body: { ...RUN, epoch: ++epoch } }));
  const { heard } = follow();
  await passes(4500);
  assert.deepEqual(asked, []);
  await passes(5500);
  assert.deepEqual(open(), []); // it is given up for half a minute
  assert.ok(asked.length >= 3 && asked.every((address) => address === "/live/run?once=1"));
  assert.deepEqual(heard.map((message) => message.epoch), asked.map((_, at) => at + 1));
  await passes(30_000);
  assert.equal(open().length, 1);
});

test("a sign of life keeps a stream without news", async () => {
  follow();
  for (let time = 0; time < 10; time += 1) {
    await passes(2000);
    streams[0].live();
  }
  assert.equal(streams.length, 1);
  assert.deepEqual(asked, []);
});

test("the same answer twice is no news, and an answer that a stream was quicker than is none", async () => {
  server(() => ({ body: { ...RUN, epoch: 1 } }));
  const { heard } = follow();
  await passes(15_000);
  assert.ok(asked.length > 3);
  assert.equal(heard.length, 1);
});

test("with three older windows that listen a page opens no stream, and asks instead", async () => {
  server(() => ({ body: { ...RUN, now: asked.length } }));
  for (const age of [1, 2, 3]) channel.onmessage({ data: { age, listens: true } });
  const { heard } = follow();
  assert.deepEqual(open(), []);
  const life = async () => {
    for (const age of [1, 2, 3]) channel.onmessage({ data: { age, listens: true } });
    await passes(2000);
  };
  await life();
  await life();
  assert.ok(heard.length >= 2);
  assert.deepEqual(open(), []);
  channel.onmessage({ data: { age: 2, listens: false } }); // it was closed
  await passes(600);
  assert.equal(open().length, 1);
});

test("younger windows take no stream away, and those that say nothing any more are forgotten", async () => {
  for (const age of [1e15, 2e15, 3e15]) channel.onmessage({ data: { age, listens: true } });
  follow();
  assert.equal(open().length, 1);
  for (const age of [1, 2, 3]) channel.onmessage({ data: { age, listens: true } });
  await passes(600);
  assert.deepEqual(open(), []);
  await passes(4500);
  assert.equal(open().length, 1);
});

test("a window tells the others that it listens, answers one that has just come, and says good-bye", async () => {
  follow();
  assert.equal(posted.at(-1).listens, true);
  const before = posted.length;
  channel.onmessage({ data: { age: 7, listens: true } });
  assert.equal(posted.length, before + 1);
  channel.onmessage({ data: { age: 7, listens: true } }); // it is known
  assert.equal(posted.length, before + 1);
  window.dispatchEvent(new Event("pagehide"));
  assert.equal(posted.at(-1).listens, false);
  end();
  assert.equal(posted.at(-1).listens, false);
});

test("a busy server is asked again, and that is said until it has answered", async () => {
  const answers = [{ status: 503, body: "The server is busy.", headers: { "Retry-After": "1" } }, { body: "here" }];
  server(() => answers.shift());
  const answer = fetchWhenFree("/frames/run");
  await settled();
  const busy = document.querySelector(".lab-busy");
  assert.equal(busy.textContent, "The server is busy.");
  assert.equal(busy.getAttribute("role"), "status");
  await passes(900);
  assert.equal(asked.length, 1);
  await passes(700);
  assert.equal(await (await answer).text(), "here");
  assert.equal(asked.length, 2);
  assert.equal(busy.textContent, "");
});

test("a busy server that nobody wants an answer of any more is not asked again", async () => {
  server(() => ({ status: 503, body: "The server is busy." }));
  let wanted = true;
  const answer = fetchWhenFree("/frames/run", () => wanted);
  await settled();
  wanted = false;
  await passes(5000);
  assert.equal((await answer).status, 503);
  assert.equal(asked.length, 1);
  assert.equal(document.querySelector(".lab-busy").textContent, "");
});

test("what would make the script run waits until it has rested for a moment", async () => {
  const place = shown("<p></p>").firstElementChild;
  let acts = 0;
  scriptIs("running");
  whenIdle(place, () => (acts += 1));
  await passes(5000);
  assert.equal(acts, 0);
  scriptIs("notRunning");
  await passes(100);
  assert.equal(acts, 0); // between two pages it rests for less
  await passes(100);
  assert.equal(acts, 1);
});

test("what somebody has just clicked goes first, and a place that was left has nothing to tell", async () => {
  const place = shown("<p></p>").firstElementChild;
  let acts = 0;
  place.dispatchEvent(new Event("pointerdown"));
  whenIdle(place, () => (acts += 1));
  await passes(390);
  assert.equal(acts, 0);
  await passes(300);
  assert.equal(acts, 1);
  whenIdle(place, () => (acts += 1));
  place.remove();
  await passes(5000);
  assert.equal(acts, 1);
});

test("a run is followed from its first look to its last, and its end is told once", async () => {
  const place = mounted("status").firstElementChild;
  const [heard, ended] = [[], []];
  const follower = new Follower(place, (message) => heard.push(message.state), (run) => ended.push(run));
  const data = { run: "one", active: true, live: "/live/one" };
  follower.follow(data);
  follower.follow(data); // another look of the script
  assert.equal(streams.length, 1);
  streams[0].say(RUN);
  streams[0].say({ active: false, state: "finished" });
  await passes(1000);
  assert.deepEqual(heard, ["running", "finished"]);
  assert.deepEqual(ended, ["one"]);
  follower.follow({ ...data, active: false });
  assert.equal(follower.run, null);
});

test("a run that another one has taken the place of is heard no longer, and one that is deleted has no news", async () => {
  const place = mounted("status").firstElementChild;
  const [heard, ended] = [[], []];
  const follower = new Follower(place, (message) => heard.push(message.state), (run) => ended.push(run));
  follower.follow({ run: "one", active: true, live: "/live/one" });
  follower.follow({ run: "two", active: true, live: "/live/two" });
  assert.equal(streams[0].readyState, 2);
  streams[0].say(RUN);
  assert.deepEqual(heard, []);
  streams[1].say({ active: false, state: "deleted" });
  await passes(1000);
  assert.deepEqual(heard, []);
  assert.deepEqual(ended, ["two"]);
});

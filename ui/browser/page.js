"use strict";

const phones = document.getElementById("phones");
const say = document.getElementById("say");
const wish = document.getElementById("wish");
const log = document.getElementById("log");
const ringing = new Set();
const WIPE = 30; // pixels that a finger moves at the least to wipe
let socket;
let bound = new Set();
let names = [];
let current = 0;
let pause = 500; // milliseconds until a lost phone is looked for again

function send(message) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ phone: current, ...message }));
}

function choose(number) {
  current = number;
  [...phones.children].forEach((figure, index) => figure.classList.toggle("current", index === number));
}

function isIn([x, y, wide, high], drawing, event) {
  const box = drawing.getBoundingClientRect();
  const scale = drawing.querySelector("svg").viewBox.baseVal.width / box.width;
  const [column, row] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  return column >= x && column < x + wide && row >= y && row < y + high;
}

function way(across, along) {
  if (Math.max(Math.abs(across), Math.abs(along)) < WIPE) return "";
  if (Math.abs(across) > Math.abs(along)) return across > 0 ? "right" : "left";
  return along > 0 ? "down" : "up";
}

function wipe(drawing) {
  let from = null;
  let wiped = false;
  drawing.addEventListener("pointerdown", (event) => {
    from = drawing.wiped?.length && isIn(drawing.wiped, drawing, event) ? event : null;
    wiped = false;
  }, true);
  drawing.addEventListener("pointerup", (event) => {
    const swipe = from && way(event.clientX - from.clientX, event.clientY - from.clientY);
    wiped = Boolean(swipe);
    if (swipe) send({ swipe });
  }, true);
  drawing.addEventListener("click", (event) => { if (wiped) event.stopPropagation(); }, true);
  drawing.addEventListener("wheel", (event) => {
    if (!drawing.wiped?.length || !isIn(drawing.wiped, drawing, event)) return;
    event.preventDefault();
    send({ swipe: event.deltaY > 0 ? "up" : "down" });
  }, { passive: false });
}

function addPhone(name, number) {
  const figure = document.createElement("figure");
  const drawing = document.createElement("div");
  const text = document.createElement("pre");
  figure.setAttribute("aria-label", `Poly ${name}`);
  drawing.className = "drawing";
  wipe(drawing);
  text.className = "text";
  text.setAttribute("aria-label", "Display and lamps");
  figure.append(drawing, text);
  figure.addEventListener("pointerdown", () => choose(number), true);
  figure.addEventListener("focusin", () => choose(number));
  phones.append(figure);
}

function across() {
  return Math.min(phones.children.length, Math.max(1, Math.round(innerWidth / 600)));
}

function makeSpot(id) {
  const button = document.createElement("button");
  let since = 0;
  button.className = "spot";
  button.type = "button";
  button.addEventListener("pointerdown", () => { since = performance.now(); });
  button.addEventListener("click", (event) => {
    const held = event.detail ? (performance.now() - since) / 1000 : 0;
    send({ spot: id, hold: held < 0.5 ? 0 : held });
  });
  return button;
}

function tell(lines) {
  for (const line of lines) log.appendChild(document.createElement("li")).textContent = line;
  while (log.children.length > 100) log.firstChild.remove();
}

function entitle() {
  const which = names.length === 1 ? names[0] : [...ringing].map((number) => names[number]).join(", ");
  document.title = [ringing.size && "Incoming call", which, "vphone"].filter(Boolean).join(" – ");
}

function draw({ phone, svg, text, spots, said, rings, wiped }) {
  tell(said);
  ringing[rings ? "add" : "delete"](phone);
  entitle();
  const [drawing, words] = phones.children[phone].children;
  drawing.wiped = wiped;
  drawing.classList.toggle("wiped", wiped.length > 0);
  const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const { width, height } = picture.viewBox.baseVal;
  const kept = new Map([...drawing.querySelectorAll(".spot")].map((button) => [button.dataset.id, button]));
  drawing.querySelector("svg")?.remove();
  drawing.prepend(picture);
  drawing.style.width = `min(${width}px, (100vh - 170px) * ${width / height}, ${Math.floor(100 / across())}vw - 40px)`;
  for (const [id, label, x, y, wide, high] of spots) {
    const button = kept.get(id) ?? drawing.appendChild(makeSpot(id));
    kept.delete(id);
    button.dataset.id = id;
    button.setAttribute("aria-label", label);
    Object.assign(button.style, {
      left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%`,
      width: `${(100 * wide) / width}%`, height: `${(100 * high) / height}%`,
    });
  }
  kept.forEach((button) => button.remove());
  if (words.textContent !== text) words.textContent = text;
}

function offer(deeds) {
  document.getElementById("deeds").replaceChildren(...deeds.map(([name, about]) => {
    const option = document.createElement("option");
    option.value = name;
    option.label = about;
    return option;
  }));
}

function begin(message) {
  bound = new Set(message.keys);
  names = message.phones;
  pause = 500;
  ringing.clear();
  phones.replaceChildren();
  names.forEach(addPhone);
  choose(Math.min(current, names.length - 1));
  entitle();
  if (document.body.classList.contains("lost")) say.textContent = "The phone is back.";
  document.body.classList.remove("lost");
}

function connect() {
  socket = new WebSocket(new URL("view", location.href.replace(/^http/, "ws")));
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    if (message.phones) begin(message);
    else if (message.svg) draw(message);
    else if (message.deeds) offer(message.deeds);
    else if (message.say) say.textContent = message.say;
  });
  socket.addEventListener("close", () => {
    document.body.classList.add("lost");
    say.textContent = "The phone is off, or cannot be reached. This page looks for it …";
    setTimeout(connect, pause);
    pause = Math.min(2 * pause, 30000);
  });
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const pressing = target.classList?.contains("spot") && (key === "Enter" || key === " ");
  if (target === wish || pressing || event.metaKey || event.isComposing) return;
  const name = `${event.ctrlKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}${key.length > 1 || event.ctrlKey ? key.toLowerCase() : key}`;
  const plain = key.length === 1 && !event.ctrlKey && !event.altKey;
  if (!bound.has(name) && !plain) return;
  event.preventDefault();
  say.textContent = "";
  send({ key: name });
});

document.addEventListener("paste", (event) => {
  if (event.target !== wish) send({ text: event.clipboardData.getData("text") });
});

wish.addEventListener("focus", () => send({ ask: "deeds" }));

document.getElementById("command").addEventListener("submit", (event) => {
  event.preventDefault();
  say.textContent = "";
  if (wish.value) send({ do: wish.value });
  wish.value = "";
});

connect();

// What the page does: asks the server, shows what it says, and asks again while something is under way.

import { makeEditor } from "./editor.js";
import { chart, code, folded, logged, make, outcome, ran, remembered, seen } from "./show.js";

const $ = id => document.getElementById(id);
const ANY = "";
const NEXT_LOOK_MS = 400;
let start = null, state = null, looking = 0, sending = false;
let asking = 0, newest = 0; // an answer that was overtaken on its way is dropped: it would show what was before

async function asked(path, body) {
  const how = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try { answer = await fetch(`/web/api/${path}`, how); } catch { throw new Error("the server can't be reached"); }
  if (answer.status === 204) return undefined;
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) { logIn(); throw new Error("log in with this server's token"); }
  if (!answer.ok) throw new Error(said.detail ?? `the server answered ${answer.status}`);
  return said;
}
function notice(text) {
  $("notice").hidden = !text;
  $("notice").textContent = seen(text ?? "");
}
async function trying(work) {
  try { await work(); } catch (error) { notice(error.message); }
}
function logIn() {
  for (const id of ["repair", "sandbox", "memory"]) $(id).hidden = true;
  $("login").hidden = false;
  $("token").focus();
}

function options(select, names, any) {
  const before = select.value;
  select.replaceChildren(...(any === undefined ? [] : [make("option", { value: ANY }, any)]), ...names.map(([value, text]) => make("option", { value }, text)));
  if (names.some(([value]) => value === before)) select.value = before;
}
function fits(task) {
  const [difficulty, category] = [$("difficulty").value, $("category").value];
  return (!difficulty || difficulty === "auto" || task.difficulty === difficulty) && (!category || task.category === category);
}
function offer() {
  const left = start.tasks.filter(fits);
  options($("task"), left.map(task => [task.name, `${task.name} · ${task.title}`]), `any of these ${left.length}`);
  $("begin").disabled = !left.length;
}
function unique(key) { return [...new Set(start.tasks.map(task => task[key]))].sort(); }

function showTask(task) {
  $("kicker").textContent = seen(`${task.category} · ${task.difficulty} · ${task.name}` + (state.chosen_for ? ` · chosen for level ${state.chosen_for}` : ""));
  $("title").textContent = seen(task.title);
  $("description").textContent = seen(task.description.trim());
  $("code-name").textContent = seen(`${task.module}.py`);
  $("given").replaceChildren(
    ...task.visible.map(file => folded(`Visible tests: ${file.name}`, code(file.text))),
    ...(task.support === null ? [] : [folded("support.py", code(task.support))]),
    folded("Buggy code", code(task.buggy)));
  editor.value = task.buggy;
}
function show(next, number) {
  if (number < newest) return;
  newest = number;
  const before = state;
  state = next;
  const task = state?.task ?? null;
  $("work").hidden = !task;
  $("empty").hidden = Boolean(task);
  if (!task) return;
  const anew = before?.task?.name !== task.name || state.steps.length < before.steps.length || state.begun;
  if (anew) showTask(task);
  const latest = state.steps.at(-1);
  const added = anew ? state.steps.length : state.steps.length - before.steps.length;
  if (latest && added && (latest.by !== "you" || !before) && latest.code !== null) editor.value = latest.code;
  $("outcome").replaceChildren(...outcome(state));
  $("chart").replaceChildren(chart(state.past));
  if (anew || added) // else what somebody unfolded would close again
    $("steps").replaceChildren(...state.steps.map(step => logged(step, text => { editor.value = text; })).reverse());
  $("level").textContent = seen(`Your level: ${state.level}. Training clients' level: ${state.server_level}.`);
  $("doing").hidden = !state.doing;
  $("doing").textContent = seen(state.doing ? `${state.doing} …${state.stopping ? " stopping" : ""}` : "");
  notice(state.notice);
  const busy = Boolean(state.doing);
  editor.readOnly = busy && !state.doing.startsWith("grading"); // an agent's fix is about to be put there
  for (const id of ["fix", "ask", "run"]) $(id).disabled = busy || state.done;
  $("begin").disabled = busy;
  $("stop").hidden = !state.doing.startsWith("agent mode") && !state.doing.startsWith("asking");
  $("stop").disabled = state.stopping;
  if (before?.doing && !busy) trying(loadMemory);
}
async function look() {
  clearTimeout(looking);
  await trying(async () => {
    const number = ++asking;
    const next = await asked(`state?known=${state?.version ?? -1}`);
    if (next !== undefined && !sending) show(next, number);
  });
  if (state?.doing) looking = setTimeout(look, NEXT_LOOK_MS);
}
async function act(path, body) {
  if (sending) return;
  sending = true;
  const number = ++asking;
  await trying(async () => show({ ...await asked(path, body), begun: path === "begin" }, number));
  sending = false;
  look();
}
async function loadMemory() { $("remembered").replaceChildren(...remembered(await asked("memory"))); }

const editor = makeEditor($("editor"), "Code of your fix", () => { if (!$("fix").disabled) act("fix", { code: editor.value }); });
const program = makeEditor($("program"), "Program", execute);
program.value = "def pairs(items):\n    return [(a, b) for a in items for b in items]\n\n\nprint(pairs([1, 2]))\n";

async function execute() {
  if ($("execute").disabled) return;
  $("execute").disabled = true;
  $("executing").hidden = false;
  notice("");
  await trying(async () => $("ran").replaceChildren(...ran(await asked("program", { code: program.value }))));
  $("execute").disabled = false;
  $("executing").hidden = true;
}
function turn(name) {
  for (const tab of document.querySelectorAll(".tab")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
    $(tab.dataset.tab).hidden = tab.dataset.tab !== name || !start;
  }
  if (name === "memory" && start) trying(loadMemory);
}

async function enter() {
  start = await asked("start");
  $("login").hidden = true;
  $("server").textContent = seen(`${start.tasks.length} tasks · ${start.attempts} attempts each · sandbox: ${start.sandbox.join(", ") || "nothing holds"} · ${start.version}`);
  $("sandbox-text").textContent = `It runs where candidates run: no network, no files but its own, ${start.program_s} s of CPU time. Its output is shown however it ends.`;
  const { window: size, easy, medium, down } = start.rules;
  $("level").textContent = `Level auto goes on above a mean of ${easy} (easy) and ${medium} (medium) of ${size} episodes, and back below ${down}.`;
  options($("difficulty"), [["auto", "auto: your level"], ...["easy", "medium", "hard"].map(each => [each, each])], "any");
  options($("category"), unique("category").map(each => [each, each]), "any");
  options($("agent"), start.agents.map(each => [each, each]));
  offer();
  turn("repair");
  notice("");
  await look();
}

for (const tab of document.querySelectorAll(".tab")) tab.addEventListener("click", () => turn(tab.dataset.tab));
for (const id of ["difficulty", "category"]) $(id).addEventListener("change", offer);
$("choose").addEventListener("submit", event => {
  event.preventDefault();
  const [task, category, difficulty] = [$("task").value, $("category").value, $("difficulty").value];
  act("begin", task ? { task } : { ...(category && { category }), ...(difficulty && { difficulty }) });
});
$("fix").addEventListener("click", () => act("fix", { code: editor.value }));
$("ask").addEventListener("click", () => act("ask", { agent: $("agent").value }));
$("run").addEventListener("click", () => act("agent", { agent: $("agent").value }));
$("stop").addEventListener("click", () => act("stop", {}));
$("reset").addEventListener("click", () => { if (state?.task) editor.value = state.task.buggy; });
$("execute").addEventListener("click", execute);
$("login").addEventListener("submit", event => {
  event.preventDefault();
  trying(async () => { await asked("login", { token: $("token").value }); $("token").value = ""; await enter(); });
});

if (location.search) history.replaceState(null, "", location.pathname); // the token leaves the address
trying(enter);

// Makes elements out of what the server says. All of it becomes text, never markup, and what can't be seen is shown as an escape.

import { coloured } from "./editor.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
const GOOD = ["resolved"], NEAR = ["overfit", "slow"];

export function seen(value) {
  return String(value).replace(UNSEEN, found => found === "\n" || found === "\t" ? found : "\\u{" + found.codePointAt(0).toString(16) + "}");
}
export function make(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined).map(child => child instanceof Node ? child : seen(child)));
  return made;
}
export function code(text) {
  return make("pre", { tabindex: "0" }, make("code", {}, coloured(seen(text))));
}
export function folded(title, ...content) {
  return make("details", {}, make("summary", {}, make("span", {}, title)), ...content);
}
export function kindOf(verdict) { return GOOD.includes(verdict) ? "good" : NEAR.includes(verdict) ? "near" : "bad"; }
export function chip(verdict) { return make("span", { class: "chip " + kindOf(verdict) }, verdict.replaceAll("_", " ")); }
export function number(value) { return value === null || value === undefined ? "–" : value.toFixed(2); }
function time(seconds) { return seconds < 0.0995 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`; }

function bar(share) {
  const fill = make("b");
  fill.style.width = `${Math.round(100 * Math.max(0, Math.min(1, share)))}%`;
  return make("i", {}, fill);
}
export function components(step) {
  const rows = step.components.filter(each => each.weight > 0).map(each => make("tr", {},
    make("th", { scope: "row" }, each.name.replaceAll("_", " "), each.source === "measured" ? null : make("small", {}, " " + each.source)),
    make("td", {}, bar(each.value)), make("td", {}, `${number(each.value)} × ${number(each.weight)}`),
    make("td", {}, number(each.value * each.weight))));
  rows.push(...step.deductions.map(each => make("tr", {}, make("th", { scope: "row" }, each.name), make("td"), make("td"), make("td", {}, `−${number(each.value)}`))));
  return make("table", { class: "bars" }, make("caption", { class: "sr" }, "What the reward is made of"), make("tbody", {}, ...rows));
}
function facts(pairs) {
  return make("dl", { class: "facts" }, ...pairs.filter(([, value]) => value !== null && value !== "").map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}
function speed(step) {
  const found = step.measurement;
  if (!found) return step.static_growth === "unknown" ? null : facts([["grows like (read from the code)", step.static_growth]]);
  return facts([["cost", found.ratio === null ? `did not finish ${found.note}` : `${number(found.ratio)} × reference`],
    ["grows like", found.growth ?? step.static_growth], ["reference", found.reference_growth]]);
}
function checks(step) {
  const failed = step.checks.filter(each => !["passed", "xfailed", "skipped"].includes(each.outcome));
  const passed = step.checks.length - failed.length;
  return folded(`${passed} of ${step.checks.length} checks pass`, make("ul", { class: "checks" }, ...step.checks.map(each =>
    make("li", {}, make("span", { class: "chip " + (failed.includes(each) ? "bad" : "good") }, each.outcome), " ", make("code", {}, each.id)))));
}
export function outcome(state) {
  const step = state.steps.at(-1);
  if (!step) return [make("h3", {}, "Latest attempt"), make("p", { class: "quiet" }, `Nothing was graded yet. ${state.max_attempts} attempts are allowed.`)];
  const left = state.max_attempts - state.steps.length;
  const ends = state.solved ? "Solved." : state.done ? "All attempts are used up." : `${left} attempt${left === 1 ? "" : "s"} left.`;
  return [
    make("div", { class: "figs" },
      make("div", {}, make("p", { class: "big" }, number(step.reward)), make("p", { class: "label" }, "reward")),
      make("div", {}, make("p", { class: "big" }, number(state.best_reward)), make("p", { class: "label" }, "best so far"))),
    make("p", {}, chip(step.verdict), " ", make("span", { class: "quiet" }, `attempt ${step.number} by ${step.by}. ${ends}`)),
    step.flags.length ? make("p", { class: "quiet" }, step.flags.join(", ")) : null,
    components(step), speed(step),
    step.error_log ? make("h4", {}, step.verdict === "resolved" ? "Result" : "Error log") : null,
    step.error_log ? make("pre", { class: "log", id: "error-log", tabindex: "0" }, step.error_log) : null,
    step.hint ? make("p", { class: "note" }, step.hint) : null,
    checks(step),
  ].filter(Boolean);
}
export function logged(step, onTake) {
  return make("li", { class: kindOf(step.verdict) },
    make("div", { class: "line" }, make("strong", {}, `${step.number}. ${step.by}`), chip(step.verdict), make("span", { class: "num" }, number(step.reward))),
    step.by === "you" ? null : make("p", { class: "note" }, make("code", { class: "method" }, step.method || step.by), step.note ? ` ${step.note}` : ""),
    step.explanation ? folded("What the agent says of it", make("pre", { class: "log" }, step.explanation)) : null,
    step.code === null ? null : folded("Code", code(step.code), make("button", { type: "button", onclick: () => onTake(step.code) }, "Into the editor")),
    make("p", { class: "quiet" }, [step.agent_s > 0.001 ? `thought ${time(step.agent_s)}` : "", `graded in ${time(step.grade_s)}`,
      step.tokens[0] !== null ? `${step.tokens[0]} + ${step.tokens[1] ?? "?"} tokens` : ""].filter(Boolean).join(" · ")));
}

const SVG = "http://www.w3.org/2000/svg";
function drawn(name, properties, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = seen(text);
  return made;
}
export function chart(past) {
  const points = past.flatMap((episode, at) => episode.rewards.map((reward, index) => ({ reward, at, last: index + 1 === episode.rewards.length, episode })));
  if (!points.length) return make("p", { class: "quiet" }, "Each attempt becomes a point here.");
  const width = 340, height = 130, left = 26, right = 8, top = 8, bottom = 16;
  const x = index => points.length === 1 ? (left + width - right) / 2 : left + index * (width - left - right) / (points.length - 1);
  const y = reward => top + (1 - reward) * (height - top - bottom);
  const said = past.map(each => `${each.task}: ${each.rewards.map(number).join(", ")}`).join("; ");
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": seen(`Rewards by attempt. ${said}`) });
  for (const mark of [0, 0.5, 1]) svg.append(drawn("line", { class: "grid", x1: left, x2: width - right, y1: y(mark), y2: y(mark) }), drawn("text", { x: 2, y: y(mark) + 3 }, mark));
  let begin = 0;
  past.forEach(episode => {
    const end = begin + episode.rewards.length;
    svg.append(drawn("polyline", { class: "rise", points: episode.rewards.map((reward, index) => `${x(begin + index)},${y(reward)}`).join(" ") }));
    if (begin) svg.append(drawn("line", { class: "axis", x1: (x(begin) + x(begin - 1)) / 2, x2: (x(begin) + x(begin - 1)) / 2, y1: top, y2: height - bottom }));
    begin = end;
  });
  points.forEach((point, index) => {
    const circle = drawn("circle", { class: point.last && point.episode.solved ? "solved" : "point", cx: x(index), cy: y(point.reward), r: 3.5 });
    circle.append(drawn("title", {}, `${point.episode.task}: ${number(point.reward)}`));
    svg.append(circle);
  });
  svg.append(drawn("text", { x: left, y: height - 3 }, `${points.length} attempt${points.length > 1 ? "s" : ""}, ${past.length} episode${past.length > 1 ? "s" : ""}; green solved`));
  return svg;
}
export function ran(found) {
  const names = { "": "came to its end", raised: "raised an exception", exited: "exited", syntax_error: "does not compile", timeout: "took too long",
    out_of_memory: "ran out of memory", crashed: "crashed" };
  return [
    make("p", {}, make("span", { class: "chip " + (found.ended ? "bad" : "good") }, names[found.ended] ?? found.ended), " ",
      make("span", { class: "quiet" }, `${time(found.cpu_s)} of CPU time, ${time(found.wall_s)} in all`)),
    found.error ? make("pre", { class: "log fault", tabindex: "0" }, found.error) : null,
    make("h4", {}, "Output"),
    found.printed ? make("pre", { class: "log", id: "printed", tabindex: "0" }, found.printed) : make("p", { class: "quiet" }, "Nothing was printed."),
    found.cut ? make("p", { class: "quiet" }, "There was more; the first 64 KiB are shown.") : null,
    make("h4", {}, "Growth, read from the code"),
    facts([["grows like", found.growth], ["problem", found.problem === "unknown" ? null : found.problem]]),
    found.reasons.length ? make("ul", { class: "quiet" }, ...found.reasons.map(each => make("li", {}, each))) : null,
    found.hint ? make("p", { class: "note" }, found.hint) : null,
  ].filter(Boolean);
}
export function remembered(memory) {
  if (!memory) return [make("p", { class: "quiet" }, "This server remembers nothing between runs; codearena serve --memory FILE makes its agents remember.")];
  if (!memory.count) return [make("p", { class: "quiet" }, `${memory.file} is empty so far. An episode that an agent made alone is kept when it ends.`)];
  const row = each => make("tr", {}, make("th", { scope: "row" }, each.task, each.present ? make("small", {}, " this task") : null), make("td", {}, each.agent),
    make("td", {}, each.verdict ? chip(each.verdict) : "no code"), make("td", { class: "num" }, number(each.reward)), make("td", { class: "num" }, each.attempts ?? "–"),
    make("td", {}, each.failed.length ? folded(`${each.failed.length} failed`, make("ul", {}, ...each.failed.map(one => make("li", {}, `${one.verdict}: ${one.reason}`)))) : each.reason),
    make("td", {}, each.date.slice(0, 16).replace("T", " ")));
  return [make("p", { class: "quiet" }, `${memory.file}: ${memory.count} ${memory.count === 1 ? "entry" : "entries"}, the latest first. An agent is offered its own.`),
    make("div", { class: "scroll", tabindex: "0" }, make("table", {}, make("thead", {}, make("tr", {}, ...["task", "agent", "best fix", "reward", "attempts", "what failed", "when"].map(name => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...memory.entries.map(row))))];
}

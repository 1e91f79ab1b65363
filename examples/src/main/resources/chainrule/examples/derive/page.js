"use strict";

// Texts from the server that are markup (math, drawings) are made there from parsed formulas, with
// all names escaped; everything else is set as text.

const find = id => document.getElementById(id);

const KINDS = {
  "right": ["right", "✓"],
  "right, but unstable": ["unstable", "≈"],
  "wrong": ["wrong", "✗"],
  "cannot tell": ["unknown", "?"],
};

function element(name, kind, ...content) {
  const made = document.createElement(name);
  made.className = kind;
  made.append(...content);
  return made;
}

function typeset(math) {
  const box = element("span", "scroll");
  box.innerHTML = math;
  return box;
}

async function ask(path, text) {
  const response = await fetch(path, {
    method: "POST", body: text, headers: {"Content-Type": "text/plain; charset=utf-8"},
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function say(id, kind, text) {
  const status = find(id);
  status.className = "status " + kind;
  // The second part of a message shows the place of an error, with a caret below it.
  const [first, ...rest] = text.split("\n");
  status.replaceChildren(first);
  if (rest.length) status.append(element("pre", "", rest.map(line => line.slice(4)).join("\n")));
}

/** A run that was begun later makes the answers of earlier ones void. */
const latest = {check: 0, function: 0};

// ---------------------------------------------------------------- derivations

async function check() {
  const run = ++latest.check;
  remember();
  say("check-status", "busy", "Checking…");
  try {
    const report = await ask("api/check", find("derivation").value);
    if (run === latest.check) showReport(report);
  } catch (problem) {
    if (run !== latest.check) return;
    find("lines").replaceChildren();
    say("check-status", "error", problem.message);
  }
}

function showReport(report) {
  find("lines").replaceChildren(...report.lines.map(line => {
    const [kind, sign] = KINDS[line.verdict];
    const icon = element("b", "", sign);
    icon.ariaHidden = "true";
    return element("li", kind,
      element("span", "where", "line " + line.line),
      typeset(line.math),
      element("p", "", icon, line.text));
  }));
  const [kind, sign] = KINDS[report.verdict];
  const count = report.lines.length;
  const all = count === 1 ? "The line is " : count === 2 ? "Both lines are " : `All ${count} lines are `;
  const words = {
    right: all + "right.",
    unstable: all + "right, but doubles lose digits in some.",
    wrong: "Line " + report.line + " is the first that breaks.",
    unknown: count ? "It cannot be told of every line." : "Nothing is claimed: write f'(x) = … below f(x) = …",
  };
  say("check-status", kind, sign + " " + words[kind]);
}

// ---------------------------------------------------------------- functions

async function show() {
  const run = ++latest.function;
  remember();
  say("function-status", "busy", "Working it out…");
  const text = find("formula").value;
  const range = new URLSearchParams({from: find("from").value, to: find("to").value});
  const problems = new Set();
  const part = async (id, path, fill) => {
    try {
      const answer = await ask(path, text);
      if (run === latest.function) fill(answer);
      find(id).hidden = false;
    } catch (problem) {
      problems.add(problem.message);
      if (run === latest.function) find(id).hidden = true;
    }
  };
  await Promise.all([
    part("plot", "api/plot?" + range, showPlot),
    part("show", "api/show", showWorking),
    part("profile", "api/profile", showProfile),
  ]);
  if (run !== latest.function) return;
  if (problems.size) say("function-status", "error", [...problems][0]);
  else say("function-status", "unknown", "Plot, derivation, graph and profile are below.");
}

function showPlot(answer) {
  find("plot").querySelector(".formula").replaceChildren(typeset(answer.math));
  const image = find("plot").querySelector("img");
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(answer.svg);
  image.alt = "The function and its first and second derivative";
}

function showWorking(answer) {
  find("show").querySelector(".working").replaceChildren(...answer.lines.map(line =>
    element("li", "", typeset(line.math), element("span", "rule", line.rule))));
  find("show").querySelector(".graph").innerHTML = answer.graph;
  find("use").onclick = () => {
    find("derivation").value = answer.text;
    find("derivation").focus();
    check();
  };
}

function showProfile(answer) {
  const entries = [];
  for (const line of answer.text.split("\n")) {
    const [, label, value] = line.match(/^(\S[^:]*):\s+(.*)$/) || [null, null, line.trim()];
    if (label) entries.push(element("dt", "", label), element("dd", "", value));
    else if (entries.length) entries[entries.length - 1].append(document.createElement("br"), value);
  }
  find("profile").querySelector("dl").replaceChildren(...entries);
  find("profile").querySelector("ul").replaceChildren(...answer.stable.map(form =>
    element("li", "", typeset(form.part), "loses digits in doubles: " + form.why + ". Write",
      typeset(form.replacement))));
}

// ---------------------------------------------------------------- the page

/** Keeps what is written in the address, so that it can be returned to. */
function remember() {
  const texts = {
    d: find("derivation").value, f: find("formula").value,
    from: find("from").value, to: find("to").value,
  };
  history.replaceState(null, "", "#" + new URLSearchParams(texts));
}

function begin() {
  const given = new URLSearchParams(location.hash.slice(1));
  find("derivation").value = given.get("d")
    ?? "f(x)  = x*exp(-x^2)\nf'(x) = exp(-x^2) + x*(-2*x)*exp(-x^2)  # product rule\n      = exp(-x^2)*(1 - x^2)\n";
  find("formula").value = given.get("f") ?? "f(x) = 1/(1 + exp(-x))";
  find("from").value = given.get("from") ?? "-5";
  find("to").value = given.get("to") ?? "5";
  if (find("derivation").value.trim()) check();
  if (find("formula").value.trim()) show();
}

for (const [id, run] of [["check", check], ["function", show]]) {
  find(id).addEventListener("submit", event => {
    event.preventDefault();
    run();
  });
  find(id).addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      find(id).requestSubmit();
    }
  });
}
window.addEventListener("hashchange", begin);
begin();

// Enhancements only: every page is complete without this file.
const root = document.documentElement;
const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
const remember = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private mode */ } };
const saved = remembered();
if (saved === "light" || saved === "dark") root.dataset.theme = saved;

function themeSwitch() {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  });
}

// The chart is read with a range input, so a keyboard and a screen reader get what the mouse gets.
function dayReader(chart) {
  const days = chart.dataset.points.split(";").filter(Boolean).map((day) => day.split("|"));
  if (days.length < 2) return;
  const input = chart.querySelector(".hit"), out = chart.querySelector(".read");
  const hair = chart.querySelector(".g-hair"), dot = chart.querySelector(".g-dot");
  const last = days.length - 1;
  const show = (at) => {
    const [day, score, low, high, x, y] = days[at];
    out.textContent = `${day}: ${score} (${low} to ${high})`;
    input.setAttribute("aria-valuetext", `${day}, score ${score}, likely ${low} to ${high}`);
    hair.setAttribute("x1", x + "%");
    hair.setAttribute("x2", x + "%");
    dot.setAttribute("cx", x + "%");
    dot.setAttribute("cy", y + "%");
    input.value = at;
  };
  const nearest = (event) => {
    const frame = input.getBoundingClientRect(), x = (100 * (event.clientX - frame.left)) / frame.width;
    return days.reduce((best, day, at) => (Math.abs(day[4] - x) < Math.abs(days[best][4] - x) ? at : best), 0);
  };
  const rest = () => { chart.classList.remove("hot"); show(last); };
  input.max = last;
  input.hidden = false;
  input.addEventListener("pointermove", (event) => { chart.classList.add("hot"); show(nearest(event)); });
  input.addEventListener("input", () => { chart.classList.add("hot"); show(+input.value); });
  input.addEventListener("pointerleave", rest);
  input.addEventListener("blur", rest);
  rest();
}

// The tab of the part that is being read is marked.
function tabMarker(tabs) {
  const links = new Map([...tabs.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const edge = tabs.getBoundingClientRect().bottom + innerHeight / 4;
    const ended = innerHeight + scrollY >= root.scrollHeight - 2;
    const above = parts.filter((part) => part.getBoundingClientRect().top <= edge);
    const here = ended ? parts.at(-1) : above.at(-1) ?? parts[0];
    for (const [id, link] of links) {
      if (here && id === here.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

addEventListener("DOMContentLoaded", () => {
  themeSwitch();
  document.querySelectorAll(".chart").forEach(dayReader);
  document.querySelectorAll(".tabs").forEach(tabMarker);
});

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && document.activeElement.type !== "range") return;
  event.preventDefault();
  document.querySelector(".search input").focus();
});

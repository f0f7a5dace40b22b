"""The colours and rules that the figures need, once, for pages and for notebooks.

Comes in: nothing. Goes out: CSS. Each colour is written once as `light-dark(light, dark)`, so that dark needs no
script; `tests/web/test_colours.py` recomputes every contrast from here. Networks: at least 26 CIE76 apart in normal,
deuteran and protan sight.
"""

TOKENS = """\
  --bg: light-dark(#faf8f5, #131110);
  --surface: light-dark(#ffffff, #1c1a18);
  --sunken: light-dark(#f3f0ea, #282522);
  --line: light-dark(#e5e0d7, #37332e);
  --line-strong: light-dark(#8d8577, #857d71);
  --ink: light-dark(#1c1915, #f5f1ea);
  --ink-2: light-dark(#4f4a42, #cbc4b8);
  --ink-3: light-dark(#696358, #a99f92);
  --accent: light-dark(#b5380a, #ff9466);
  --accent-ink: light-dark(#ffffff, #241005);
  --accent-mark: light-dark(#e8561c, #ff7a42);
  --accent-tint: light-dark(#fdeee5, #372116);
  --band: light-dark(#f7c9b0, #6b3a22);
  --up: light-dark(#0b6b58, #66d9bd);
  --up-tint: light-dark(#e2f3ee, #14302a);
  --up-mark: light-dark(#12876f, #3dbd9f);
  --down: light-dark(#a8271c, #ff9f94);
  --down-tint: light-dark(#fbeae7, #3a1b17);
  --down-mark: light-dark(#d2493c, #f0695b);
  --calm-tint: light-dark(#f1eee8, #2a2723);
  --focus: light-dark(#1d4ed8, #9cc0ff);
  --n1: light-dark(#1964d0, #95bbf7);
  --n2: light-dark(#3b167a, #a05de1);
  --n3: light-dark(#536b97, #8f99a6);
  --n4: light-dark(#982029, #ea7c6b);
  --n5: light-dark(#a96307, #f9ae3f);
  --n6: light-dark(#2b8273, #9df8de);
  --n0: light-dark(#6f685c, #b5ab9d);
  --on-net: light-dark(#ffffff, #14110f);
  --f-xs: .75rem;
  --f-sm: .8125rem;
  --f-md: .9375rem;
  --f-lg: 1.125rem;
  --sans: "Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
"""

RULES = """\
svg { display: block; }
svg text { font-family: var(--sans); fill: var(--ink-3); font-size: 12px; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.f0 { fill: var(--n0); } .f1 { fill: var(--n1); } .f2 { fill: var(--n2); } .f3 { fill: var(--n3); }
.f4 { fill: var(--n4); } .f5 { fill: var(--n5); } .f6 { fill: var(--n6); }

.face { border-radius: 30%; }
.ini { fill: #fff; font-size: 31px; font-weight: 650; }

.dial { width: 100%; max-width: 300px; }
.dial .track { stroke: var(--sunken); fill: none; stroke-width: 13; stroke-linecap: round; }
.dial .val { stroke: var(--accent-mark); fill: none; stroke-width: 13; stroke-linecap: round; }
.dial .ci { stroke: var(--accent-mark); fill: none; stroke-width: 23; stroke-linecap: round; }
.dial .ci.in { stroke: var(--surface); stroke-width: 15; }
.dial .tip { fill: var(--accent-mark); }
.dial .tick { stroke: var(--line-strong); stroke-width: 2.6; stroke-linecap: round; opacity: .5; }
.dial .tick.on { stroke: var(--accent-mark); opacity: .6; }
.dial .big { font: 680 68px/1 var(--sans); fill: var(--ink); letter-spacing: -3px; font-variant-numeric: tabular-nums; }
.dial .dec { font: 600 28px/1 var(--sans); fill: var(--ink-3); letter-spacing: -1px; }
.dial .unset { font: 600 21px/1 var(--sans); fill: var(--ink-2); }
.dial .cap { font-size: 13px; fill: var(--ink-2); }
.dial .end { font-size: 11px; }
.dial.quiet .val, .dial.quiet .ci { stroke: var(--line-strong); }
.dial.quiet .ci.in { stroke: var(--surface); }
.dial.quiet .tip { fill: var(--line-strong); }
.dial.quiet .tick.on { stroke: var(--line-strong); }
.dial.quiet .big { fill: var(--ink-3); }

.history { width: 100%; height: 250px; overflow: visible; }
.g-line { stroke: var(--line); }
.g-band { fill: var(--band); opacity: .55; }
.g-score, .g-old { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.g-score { stroke: var(--accent-mark); stroke-width: 2.4; }
.g-old { stroke: var(--ink-3); stroke-width: 1.6; stroke-dasharray: 4 4; }
.g-model { stroke: var(--ink-3); stroke-dasharray: 2 3; }
.g-ev { fill: var(--surface); stroke: var(--ink); stroke-width: 1.6; }
.g-evn { font-size: 11px; font-weight: 650; fill: var(--ink); }
.g-stem { stroke: var(--ink-3); stroke-width: 1; }
.g-dot { fill: var(--accent-mark); stroke: var(--surface); stroke-width: 2.5; }
.g-hair { stroke: var(--ink-3); stroke-width: 1; visibility: hidden; }

.spark { width: 118px; height: 46px; overflow: visible; }
.spark .l { fill: none; stroke: var(--accent-mark); stroke-width: 2; vector-effect: non-scaling-stroke; }
.spark .a { fill: var(--accent-mark); opacity: .12; }
.spark .tooth { fill: var(--line-strong); opacity: .55; }
.spark .rest { fill: var(--sunken); }
.spark .mark { fill: var(--accent-mark); }

.crowd { width: 100%; height: 200px; overflow: visible; }
.crowd .tooth { fill: var(--accent-mark); opacity: .75; }
.crowd .flag { fill: var(--ink-2); font-weight: 550; }

.fall { width: 100%; border-collapse: collapse; font-size: var(--f-sm); }
.fall th { text-align: start; font-weight: 500; padding: 0 .75rem 0 0; width: 1%; min-width: 9rem; }
.fall th { overflow-wrap: anywhere; }
.fall th small { display: block; color: var(--ink-3); font-weight: 400; font-size: var(--f-xs); white-space: nowrap; }
.fall td { padding: 0; }
.fall td.v { text-align: end; font-weight: 600; font-variant-numeric: tabular-nums; width: 4.2rem; }
.fall svg { width: 100%; height: 49px; overflow: visible; }
.fall .plus { fill: var(--up-mark); } .fall .minus { fill: var(--down-mark); }
.fall .idle { fill: var(--line-strong); } .fall .tot { fill: var(--accent-mark); }
.fall .link { stroke: var(--line-strong); stroke-dasharray: 2 3; }
.fall .grid-l { stroke: var(--line); }
.fall tr.total th, .fall tr.total td { font-weight: 680; font-size: var(--f-md); }

.stack { width: 100%; height: 16px; border-radius: 8px; overflow: hidden; }
.stack rect { stroke: var(--surface); stroke-width: 1.5; }

.ladder { width: 100%; overflow: visible; }
.ladder .nm { fill: var(--ink); font-weight: 550; font-size: 13px; }
.ladder .rest { fill: var(--sunken); }
.ladder .mark { fill: var(--accent-mark); }
.ladder .other { fill: var(--line-strong); }

.marks { width: 100%; min-width: 8rem; overflow: visible; }
.marks circle { stroke: var(--surface); stroke-width: 1.5; }
.marks .ours { fill: var(--accent-mark); } .marks .plain { fill: var(--n0); } .marks .trees { fill: var(--n1); }
.marks .now { fill: var(--n6); } .marks .span { opacity: .42; } .marks .wanted { fill: var(--up-mark); opacity: .22; }

.rib { width: 100%; }
.rib path { fill: none; vector-effect: non-scaling-stroke; stroke: var(--accent-mark); opacity: .34; }
.rib.in path { stroke: var(--n1); }
"""

FRAME = """\
.openclout { color-scheme: light dark; max-width: 52rem; padding: 1rem; border-radius: 10px; }
.openclout { background: var(--surface); color: var(--ink); font-family: var(--sans); }
.openclout .history { margin: .5rem 0 1.75rem 1.75rem; width: calc(100% - 2.25rem); }
"""


def sheet() -> str:
    """The part of the pages' style sheet that the figures need."""
    return f":root {{\n{TOKENS}}}\n{RULES}"


def standalone(figure: str) -> str:
    """A figure with its styles, which reach no further than itself: for a notebook, or a file of its own."""
    return f'<div class="openclout"><style>.openclout {{\n{TOKENS}{RULES}}}\n{FRAME}</style>{figure}</div>'

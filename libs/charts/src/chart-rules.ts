/** The look of the marks: one list of rules for the page and for the exported file. */
import { roleShades, roleShadesDark } from './palette.js';

/** Class rules of the tones; one list for the page and for the file. */
export function toneRules(theme: 'light' | 'dark'): string {
  return Object.entries(theme === 'light' ? roleShades : roleShadesDark).flatMap(([role, shades]) => shades.map((c, i) => `.tone-${role}-${i}{color:${c}}`)).join('\n');
}

/** The chart's own rules, on neutral custom properties so that the page may set its theme. */
export const chartRules = `
.cw-chart{font-family:"Inter Variable",Inter,"Helvetica Neue",Arial,sans-serif;font-size:11px;font-variant-numeric:tabular-nums;display:block}
.cw-chart .label{fill:var(--chart-text)}
.cw-chart .label.quiet{fill:var(--chart-quiet)}
.cw-chart .label.track{fill:var(--chart-text);font-weight:550}
.cw-chart .label[class*=tone-]{fill:currentColor}
.cw-chart .end-labels .name{font-weight:600}
.cw-chart .message{fill:var(--chart-quiet);font-size:13px;paint-order:stroke;stroke:var(--chart-surface);stroke-width:8px}
.cw-chart .grid{stroke:var(--chart-grid);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .grid-x{stroke:var(--chart-grid-faint)}
.cw-chart .axis-line,.cw-chart .tick{stroke:var(--chart-axis);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .axis-break{stroke:var(--chart-axis);stroke-width:1;fill:none}
.cw-chart .broken{fill:var(--chart-sunken)}
.cw-chart .hatch{stroke:var(--chart-hatch);stroke-width:1.4}
.cw-chart .hatch-strong{stroke:var(--chart-text);stroke-width:1.4}
.cw-chart .rail{stroke:var(--chart-grid);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .ribbon .plain{fill:var(--chart-ribbon)}
.cw-chart .ribbon.targeted .plain{fill:var(--chart-ribbon-strong)}
.cw-chart .ribbon-stop{stop-color:var(--chart-ribbon)}
.cw-chart .ribbon-stop-targeted{stop-color:var(--chart-ribbon-strong)}
.cw-chart .assessment .tick{stroke:var(--chart-text)}
.cw-chart .alert-mark path{fill:var(--chart-surface);stroke:var(--chart-text);stroke-width:1.3}
.cw-chart .alert-mark .bar{stroke:var(--chart-text);stroke-width:3}
.cw-chart .alert-mark.act .bar,.cw-chart .alert-mark.review .bar{stroke:var(--chart-accent)}
.cw-chart .alert-mark.review .bar{stroke-width:2}
.cw-chart .alert-mark.note .bar{stroke:var(--chart-quiet);stroke-width:1.5}
.cw-chart .alert-mark.taken .bar{stroke-dasharray:5 3}
.cw-chart .marker-line{stroke:var(--chart-text);stroke-width:1.2}
.cw-chart .marker-dot{fill:var(--chart-text)}
.cw-chart .marker-open{fill:var(--chart-surface);stroke:var(--chart-text);stroke-width:1.2}
.cw-chart .fold{fill:var(--chart-sunken)}
.cw-chart .fold-edge{stroke:var(--chart-axis);stroke-width:1;fill:none}
.cw-chart .fan{fill:currentColor;opacity:.13}
.cw-chart .fan-median{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:5 3}
.cw-chart .fan-group.prior{color:var(--chart-quiet)}
.cw-chart .clearance{stroke:currentColor;stroke-width:1.2;fill:none}
.cw-chart .clone-area{fill:currentColor;opacity:.22}
.cw-chart .clone-draw{fill:currentColor;stroke:var(--chart-surface);stroke-width:.6}
.cw-chart .clone-frame{fill:none;stroke:var(--chart-grid);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .alert-mark.act path{fill:var(--chart-accent);stroke:var(--chart-accent)}
.cw-chart .alert-mark.review path{stroke:var(--chart-accent)}
.cw-chart .alert-mark.note path{stroke:var(--chart-quiet)}
.cw-chart .alert-mark.closed{opacity:.45}
.cw-chart .draw rect{stroke:var(--chart-text);stroke-width:1}
.cw-chart .draw.informative rect{fill:var(--chart-text)}
.cw-chart .draw.not_informative rect{stroke-dasharray:2 1.4}
.cw-chart .today{stroke:var(--chart-quiet);stroke-width:1;stroke-dasharray:1 3}
.cw-chart .switch{stroke:var(--chart-text);stroke-width:1;stroke-dasharray:4 3}
.cw-chart .selected{stroke:var(--chart-text);stroke-width:1}
.cw-chart .lod path{fill:none;stroke:var(--chart-quiet);stroke-width:1;stroke-dasharray:6 3}
.cw-chart .band{fill:currentColor;opacity:.12}
.cw-chart .band-median{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:1 2;opacity:.8}
:is(.cw-chart,.cw-spark) .segment{fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round}
:is(.cw-chart,.cw-spark) .segment.dotted{stroke-width:1.1;stroke-dasharray:1 3.4}
.cw-chart .data.plain .segment.dotted{stroke-linecap:butt;stroke-dasharray:3 5}
.cw-chart .whisker{stroke:currentColor;stroke-width:1;fill:none;opacity:.85}
.cw-chart .whisker.dashed{stroke-dasharray:3 2}
:is(.cw-chart,.cw-spark) .filled{fill:currentColor;stroke:var(--chart-surface);stroke-width:1}
:is(.cw-chart,.cw-spark) .open{fill:var(--chart-surface);stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}
:is(.cw-chart,.cw-spark) .rail-tick{stroke:var(--chart-quiet);stroke-width:2;fill:none}
.cw-spark .segment{stroke-width:1.2}
.cw-spark .filled{stroke-width:0}
.cw-spark .open{stroke-width:1}
.cw-spark .spark-base{stroke:var(--chart-grid)}
.cw-chart .rail-cross{stroke:var(--chart-text);stroke-width:1.4;fill:none}
.cw-chart .leader{stroke:var(--chart-grid);stroke-width:1}
`.trim();

export const lightTheme = '--chart-text:#2b2f33;--chart-quiet:#6b7177;--chart-axis:#9aa0a6;--chart-grid:#e3e5e8;--chart-grid-faint:#f0f1f3;--chart-sunken:#f6f7f8;--chart-hatch:#dcdfe2;--chart-ribbon:#e4e7ea;--chart-ribbon-strong:#c9d0d7;--chart-surface:#ffffff;--chart-accent:#b3261e';

// The look of a report, in light and dark. The colours of series differ in lightness as well as in hue, so that they
// stay apart for readers who see few hues.

export const reportStyle: string = `
:root{color-scheme:light dark;--page:#f7f7f5;--card:#fff;--ink:#1c1d1f;--soft:#63666c;--rule:#e2e2de;--good:#0b7a4b;--bad:#b3362b;
--s1:#2563c9;--s2:#d9822b;--s3:#12876a;--s4:#a04fc0;--s5:#7a8190;--s6:#c23b6d}
@media (prefers-color-scheme:dark){:root{--page:#141517;--card:#1c1e21;--ink:#e8e8e6;--soft:#9da2aa;--rule:#303338;--good:#4cc38a;--bad:#f07a6c;
--s1:#6ea8ff;--s2:#f0a95b;--s3:#4ccfa8;--s4:#cf8fec;--s5:#9aa3b2;--s6:#f285ad}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1240px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:24px;line-height:1.25;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:36px 0 12px}
p.lead{margin:4px 0 20px;color:var(--soft)}
ul.troubles{margin:0 0 20px;padding:12px 16px 12px 32px;border:1px solid var(--bad);border-left-width:5px;border-radius:10px;background:var(--card);overflow-wrap:anywhere}
code,pre,.number{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12.5px}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
.tiles{display:grid;grid-template-columns:2fr repeat(3,1fr);gap:12px}
.tile,.chart,.group,.settings{background:var(--card);border:1px solid var(--rule);border-radius:10px}
.tile{padding:14px 16px}.tile h3{margin:0;font-size:13px;font-weight:500;color:var(--soft)}
.tile .value{font-size:26px;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums}
.tile.head .value{font-size:38px}.tile .value small{font-size:.6em;color:var(--soft);font-weight:450}
.tile p{margin:2px 0 0;color:var(--soft);font-size:13px}
.range{position:relative;height:10px;margin:12px 0 4px;border-radius:5px;background:var(--rule)}
.range i{position:absolute;top:0;height:10px;border-radius:5px;background:var(--s1);opacity:.35}
.range b{position:absolute;top:-3px;width:3px;height:16px;margin-left:-1px;border-radius:2px;background:var(--s1)}.range b.start{background:var(--soft)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,360px),1fr));gap:12px}
.chart{margin:0;padding:12px 12px 6px;position:relative;min-width:0}
.chart.wide{grid-column:1/-1}
figcaption{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline}figcaption code{color:var(--soft);font-size:11.5px}
.legend{margin-left:auto;display:flex;flex-wrap:wrap;gap:2px 12px;color:var(--soft);font-size:12.5px}
.swatch{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:5px;background:var(--c)}
svg{display:block;width:100%;height:auto;margin-top:6px;touch-action:pan-y}svg:focus-visible{outline:2px solid var(--s1);border-radius:6px}
.c1{--c:var(--s1)}.c2{--c:var(--s2)}.c3{--c:var(--s3)}.c4{--c:var(--s4)}.c5{--c:var(--s5)}.c6{--c:var(--s6)}
.line{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}.line.faint{opacity:.3;stroke-width:1}
.dot{fill:var(--c);stroke:var(--card);stroke-width:1}.band{fill:var(--c);opacity:.16}.area{fill:var(--c);opacity:.8}
.grid{stroke:var(--rule)}.tick,.note{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}.mark{stroke:var(--soft);stroke-dasharray:4 3}
.cold{fill:var(--soft);opacity:.08}.cross{stroke:var(--ink);opacity:.4}
.tip{position:absolute;z-index:2;pointer-events:none;padding:6px 9px;border-radius:7px;background:var(--ink);color:var(--page);font-size:12px;line-height:1.45;white-space:nowrap;display:none}
.tip .swatch{width:8px;height:8px}
.group{margin-bottom:14px;padding:14px 16px}.group header{display:flex;flex-wrap:wrap;gap:2px 16px;color:var(--soft);font-size:13px}.group header b{color:var(--ink)}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:22em;overflow-y:auto}
pre.prompt{margin:8px 0;padding:8px 10px;border-left:3px solid var(--rule)}pre.prompt::before{content:attr(data-role) "  ";color:var(--soft)}
table{width:100%;border-collapse:collapse}th{text-align:left;font-weight:500;font-size:12px;color:var(--soft)}
td,th{padding:5px 14px 5px 0;vertical-align:top;border-top:1px solid var(--rule)}thead th{border-top:0}
.group td:nth-child(1){width:90px}.group td:nth-child(2){width:190px;white-space:nowrap}
.bar{display:inline-block;position:relative;width:104px;height:11px;margin-right:9px;background:linear-gradient(var(--soft),var(--soft)) 50%/1px 100% no-repeat}
.bar i{position:absolute;top:1px;height:9px}.bar .up{background:var(--good);border-radius:0 3px 3px 0}.bar .down{background:var(--bad);border-radius:3px 0 0 3px}
.mark-good{color:var(--good)}.mark-bad{color:var(--bad)}.mark-none,.status,details{color:var(--soft)}.status,details{font-size:12.5px}
summary{cursor:pointer}.group ul{list-style:none;margin:2px 0 0;padding:0;color:var(--soft);font-size:12.5px}.group ul b{color:var(--ink);font-weight:500}
.settings{padding:6px 16px}.settings td:first-child{width:1%;white-space:nowrap;color:var(--soft)}.settings tr:first-child td{border-top:0}.settings td{overflow-wrap:anywhere}
footer{margin-top:30px;color:var(--soft);font-size:13px}
@media (max-width:760px){.tiles{grid-template-columns:1fr 1fr}.tile.head{grid-column:1/-1}.group td:nth-child(2){width:auto}.bar{width:52px}}
@media print{.chart,.group{break-inside:avoid}}
`

/** The page's style: no font, image or script from elsewhere; light and dark; contrasts of at least 4.5 to 1. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--wash:#f4f5f2;--ink:#1d2328;--quiet:#525c66;--rule:#cfd4d6;--accent:#1d4f7a;
--passed:#1c6238;--failed:#a32020;--skipped:#6b5200;--error:#7a2f78}
@media (prefers-color-scheme:dark){:root{--paper:#15181b;--wash:#1e2327;--ink:#e6e8e6;--quiet:#a9b2b9;--rule:#3a4248;
--accent:#8fc1ea;--passed:#7fcf9b;--failed:#ff9c94;--skipped:#e5c463;--error:#e2a6e0}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 "Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif}
header.first,main,footer{max-width:70rem;margin:0 auto;padding-left:2rem;padding-right:2rem}
h1,h2,.country{font-family:Georgia,Charter,"Noto Serif","Liberation Serif",serif;font-weight:600;line-height:1.2}
h2{font-size:1.5rem;margin:0 0 1rem}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
h3 small,.country small{font:400 .9rem/1.4 "Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;color:var(--quiet);margin-left:.5rem}
a{color:var(--accent)}
ul{margin:0;padding-left:1.1rem}
li+li{margin-top:.4rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.first{min-height:min(100vh,50rem);padding-top:2rem;padding-bottom:2rem;display:flex;flex-direction:column}
.masthead{display:flex;justify-content:space-between;gap:1rem;margin:0 0 2.25rem;padding-bottom:.7rem;border-bottom:1px solid var(--rule);color:var(--quiet);font-size:.9rem}
.country{font-size:1.35rem;margin:0 0 .6rem}
.first h1{font-size:2.5rem;margin:0;padding-left:1.25rem;border-left:.4rem solid var(--failed);max-width:31ch}
.first.passed h1{border-color:var(--passed)}
.totals{margin:1.25rem 0 2.25rem;color:var(--quiet)}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:2.5rem}
.answers section{border-top:2px solid var(--ink);padding-top:.8rem}
.answers h2{font-size:1.1rem;margin-bottom:.7rem}
.contents{margin-top:auto;padding-top:1.5rem;font-size:.95rem}
.contents{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;color:var(--quiet)}
main>section{padding:2.5rem 0;border-top:1px solid var(--rule)}
table{border-collapse:collapse;width:100%;font-size:.95rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding-bottom:.5rem}
th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600}
.number{text-align:right}
.scroll{overflow-x:auto}
.state{font-weight:600;white-space:nowrap}
.state.passed{color:var(--passed)}.state.failed{color:var(--failed)}.state.skipped{color:var(--skipped)}.state.error{color:var(--error)}
details{border:1px solid var(--rule);border-radius:4px;margin:.5rem 0;background:var(--paper)}
details details{margin:.75rem 0;background:var(--paper)}
summary{padding:.55rem .9rem;cursor:pointer;display:flex;gap:.9rem;align-items:baseline}
summary::before{content:"▸";color:var(--quiet)}
details[open]>summary::before{content:"▾"}
summary::-webkit-details-marker{display:none}
summary .state{min-width:4.5rem}.requirement .state{min-width:7rem}
.requirement ul{margin:.6rem 0}
summary .aside{margin-left:auto;color:var(--quiet);font-size:.85rem;white-space:nowrap}
.inside{padding:.2rem 1rem 1rem;border-top:1px solid var(--rule);background:var(--wash)}
.reason{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:.75rem 0;font-size:.92rem}
dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
pre,code{font-family:Consolas,"Liberation Mono",monospace;font-size:.85rem}
pre{margin:.3rem 0 1rem;padding:.7rem .9rem;background:var(--paper);border:1px solid var(--rule);white-space:pre-wrap;overflow-wrap:anywhere}
.label{margin:.8rem 0 0;color:var(--quiet);font-size:.85rem}
fieldset{border:0;margin:1.75rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem}
legend{float:left;padding:0;margin-right:1.5rem;color:var(--quiet)}
label{cursor:pointer}
input{accent-color:var(--accent)}
#checks:has(#only-failed:checked) details.check:not(.failed),#checks:has(#only-error:checked) details.check:not(.error),
#checks:has(#only-skipped:checked) details.check:not(.skipped),#checks:has(#only-passed:checked) details.check:not(.passed){display:none}
svg{display:block;width:100%;height:auto;max-height:44rem;margin-bottom:1.5rem;font-family:inherit}
svg text{fill:var(--ink);font-size:14px}
svg .small{fill:var(--quiet);font-size:12px}
svg rect{fill:var(--paper);stroke:var(--quiet);stroke-width:1.5}
svg rect.passed{stroke:var(--passed)}svg rect.failed,svg rect.error{stroke:var(--failed);stroke-width:2.5}
svg .centre{fill:var(--wash)}
svg path{fill:none;stroke:var(--accent);stroke-width:1.5}
svg path.direct{stroke:var(--quiet);stroke-dasharray:5 4}
svg .wire:hover path{stroke-width:3}
svg marker path{fill:var(--accent);stroke:none}
svg marker.quiet path{fill:var(--quiet)}
footer{padding-top:1.5rem;padding-bottom:3rem;border-top:1px solid var(--rule);color:var(--quiet);font-size:.85rem}
@media (max-width:40rem){header.first,main,footer{padding-left:1.1rem;padding-right:1.1rem}.first h1{font-size:1.9rem}summary{flex-wrap:wrap}}
@media print{body{font-size:10pt}.first{min-height:0;page-break-after:always}.contents,fieldset{display:none}details{break-inside:avoid}}
`;

/// The look of the report: one style sheet inside the file, light and dark by the reader's setting, narrow
/// screens and paper. Text has a contrast of 4.5 to 1 or more in both, shapes 3 to 1.
enum ReportStyle {
  static let sheet: HTML = """
    :root{color-scheme:light dark;--paper:#fff;--card:#f6f7f9;--ink:#1b2229;--soft:#56616d;--rule:#d5dae0;--track:#e9ecf0;--good:#0d7a6c;--bad:#b8481e;--maybe:#946200;--plain:#7c8794;--accent:#2459a8}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#14181d;--card:#1c2229;--ink:#e9edf1;--soft:#a9b4bf;--rule:#38424d;--track:#2a323b;--good:#3fb8a5;--bad:#f08a5d;--maybe:#dca73a;--plain:#7f8c99;--accent:#86b6f5}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:66rem;padding:1.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;overflow-wrap:anywhere}
    :lang(ko){word-break:keep-all}
    h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem}
    h2{font-size:1.35rem;line-height:1.25;margin:3rem 0 .5rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
    h3{font-size:1.05rem;margin:1.5rem 0 .4rem}
    p{margin:.4rem 0 .8rem;max-width:46rem}
    .soft,figcaption,small{color:var(--soft)}
    small{font-size:.82rem}
    a{color:var(--accent)}
    code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    .notice{border-left:4px solid var(--maybe);background:var(--card);padding:.7rem 1rem;margin:1rem 0;max-width:none}
    .notice code{white-space:nowrap}
    nav ul,.legend,.tiles,.chips{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap}
    nav ul{gap:.2rem 1.1rem;margin:1rem 0}
    nav a{display:inline-block;padding:.2rem 0}
    .tiles{gap:.75rem;margin:1.25rem 0}
    .tiles li{flex:1 1 9.5rem;background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:.8rem 1rem;overflow-wrap:normal}
    .tiles b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
    .legend{gap:.2rem 1.25rem;margin:.3rem 0 .8rem;color:var(--soft);font-size:.9rem}
    .legend li{display:flex;align-items:center;gap:.4rem}
    .chips{gap:.3rem}
    .chips li{background:var(--card);border:1px solid var(--rule);border-radius:.35rem;padding:.05rem .5rem;font-size:.9rem}
    .chips small{margin-right:.3rem}
    figure{margin:1rem 0}
    .pair{align-items:start;margin-bottom:1.2rem;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1.5rem}
    .cards{align-items:start;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem}
    .card{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1rem 1.1rem;margin:0 0 1rem;break-inside:avoid}
    .cards .card{margin:0}
    .card h3{margin:0 0 .3rem}
    .card p{margin:.3rem 0 .6rem}
    .card .bar{height:1.05rem}
    .scroll{overflow-x:auto;max-width:100%}
    .scroll+.scroll,.scroll+.cards,figure+.scroll,p+.scroll{margin-top:1.4rem}
    .scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--soft);padding:.2rem 0 .4rem}
    th,td{text-align:left;vertical-align:top;padding:.34rem .6rem .34rem 0;border-bottom:1px solid var(--rule)}
    thead th{color:var(--soft);font-weight:600;vertical-align:bottom}
    tbody th{font-weight:400}
    th,td{overflow-wrap:break-word}
    .card th,.v,.chips li{overflow-wrap:anywhere}
    tbody th code{white-space:normal}
    tbody th bdi{min-width:7.4rem;display:inline-block;overflow-wrap:anywhere}
    .card tbody th bdi,p bdi{min-width:0;display:inline}
    .n{text-align:right;white-space:nowrap;overflow-wrap:normal}
    .b{min-width:5.5rem;width:26%}
    .b~.b{width:20%}
    .card .b{width:38%}
    tr.now th,tr.now td{font-weight:700}
    tr.total th,tr.total td{border-bottom:0;font-weight:700}
    .v{display:block;color:var(--soft);font-size:.86rem;line-height:1.35}
    .sign{white-space:nowrap}
    svg{display:block;overflow:visible}
    .bar{width:100%;height:.95rem;margin-top:.24rem}
    .plot{width:100%;max-width:46rem;height:auto}
    svg text{font-size:13px;fill:var(--soft)}
    .pair svg text{font-size:17px}
    svg .name{fill:var(--ink);font-weight:600}
    .track{fill:var(--track)}
    .good{fill:var(--good)}
    .bad{fill:var(--bad)}
    .maybe{fill:var(--maybe)}
    .plain{fill:var(--plain)}
    .dot{fill:var(--ink)}
    .grid,.tick{stroke:var(--rule);stroke-width:1}
    .zero,.mark{stroke:var(--ink);vector-effect:non-scaling-stroke}
    .zero{stroke-width:1}
    .mark{stroke-width:1.5;stroke-dasharray:4 3}
    .line{fill:none;stroke-width:2.5;stroke-linejoin:round}
    .line.ink{stroke:var(--ink)}
    .line.good{fill:none;stroke:var(--good);stroke-dasharray:8 4}
    .line.bad{fill:none;stroke:var(--bad);stroke-dasharray:2 4;stroke-linecap:round}
    .line.accent{stroke:var(--accent)}
    details{margin:.4rem 0 1rem}
    summary{cursor:pointer;color:var(--accent);padding:.3rem 0}
    footer{margin-top:3rem;border-top:1px solid var(--rule);padding-top:1rem;color:var(--soft)}
    @media (max-width:760px){.pair,.cards{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:600px){body{padding:1rem .9rem 3rem}.wide,svg .minor{display:none}svg text,.pair svg text{font-size:22px}svg .axis{display:none}.b{min-width:2.75rem}.tiles li{flex-basis:40%}h1{font-size:1.55rem}th,td{padding-right:.45rem}}
    @media print{body{max-width:none;padding:0;font-size:11pt}nav,summary{display:none}h2,h3,caption{break-after:avoid}tr,figure,.card{break-inside:avoid}.scroll{overflow:visible}details::details-content{content-visibility:visible;display:block;height:auto}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    """
}

/** The payment page's only style sheet: inlined, so that one hash in the content policy covers it. */
export const hostedPageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f5f1; --panel: #ffffff; --ink: #1d2427; --soft: #566065; --line: #d5d5cd; --field: #7b8488;
  --accent: #14565c; --on-accent: #ffffff; --accent-hover: #0e4449; --alert: #a3221f; --alert-wash: #fdf1ef;
  --note: #fbf1d6; --note-ink: #4c3a06; --note-line: #dfc98c; --focus: #1b6fd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14191b; --panel: #1c2325; --ink: #e9ecea; --soft: #a9b3b4; --line: #353f42; --field: #7f8b8e;
    --accent: #8fd0d3; --on-accent: #0d2123; --accent-hover: #aee0e2; --alert: #ffaca3; --alert-wash: #35201f;
    --note: #352c14; --note-ink: #f3e3b5; --note-line: #66562a; --focus: #8fc1ff;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
a { color: var(--accent); text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.test { background: var(--note); color: var(--note-ink); border-bottom: 1px solid var(--note-line); }
.test p { margin: 0 auto; max-width: 66rem; padding: 0.65rem 1.25rem; }
.page { margin: 0 auto; max-width: 66rem; padding: 2rem 1.25rem 4rem; }
h1, h2 { font-family: Charter, "Bitstream Charter", Cambria, Georgia, serif; font-weight: 600; line-height: 1.2; }
h1 { font-size: clamp(1.8rem, 1.5rem + 1.4vw, 2.4rem); margin: 0 0 0.4rem; }
h2 { font-size: 1.3rem; margin: 0 0 1rem; }
.payee { margin: 0 0 2rem; color: var(--soft); }
.columns { display: grid; gap: 1.5rem 3rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
.order, .form, .cards { min-width: 0; }
@media (min-width: 56rem) {
  .columns {
    grid-template: "form order" auto "form cards" 1fr / minmax(0, 1.35fr) minmax(0, 1fr);
  }
  .form { grid-area: form; }
  .order { grid-area: order; }
  .cards { grid-area: cards; }
}
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 1.5rem; }
.panel + .panel { margin-top: 1.5rem; }
.lines { list-style: none; margin: 0; padding: 0; }
.lines li { display: flex; gap: 0.9rem; padding: 0.8rem 0; border-bottom: 1px solid var(--line); align-items: center; }
.lines img { width: 3.25rem; height: 3.25rem; object-fit: cover; border-radius: 6px; background: var(--page); }
.lines .what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.lines .what small { display: block; color: var(--soft); font-size: 0.9375rem; }
.amount { font-variant-numeric: tabular-nums; white-space: nowrap; }
.sums { margin: 1rem 0 0; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.45rem 0; }
.sums dt, .sums dd { margin: 0; }
.sums dd { padding-left: 1rem; text-align: right; font-variant-numeric: tabular-nums; }
.sums .total { font-weight: 650; font-size: 1.15rem; padding-top: 0.45rem; border-top: 1px solid var(--line); }
fieldset { border: 0; margin: 0 0 2rem; padding: 0; min-width: 0; }
legend { font-family: Charter, "Bitstream Charter", Cambria, Georgia, serif; font-weight: 600; font-size: 1.3rem; line-height: 1.2; padding: 0; margin-bottom: 1rem; }
.field { margin: 0 0 1.1rem; }
.pair { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); align-items: end; }
label { display: block; font-weight: 550; margin-bottom: 0.3rem; }
.hint { display: block; color: var(--soft); font-size: 0.9375rem; margin: -0.1rem 0 0.35rem; }
input:not([type="radio"]), select {
  font: inherit; color: inherit; background: var(--panel); width: 100%; min-height: 2.9rem; padding: 0.55rem 0.75rem;
  border: 1px solid var(--field); border-radius: 6px;
}
input[readonly] { background: var(--page); }
.field.wrong { border-left: 4px solid var(--alert); padding-left: 0.9rem; }
.field.wrong input, .field.wrong select { border-color: var(--alert); border-width: 2px; }
.reason { display: block; color: var(--alert); font-weight: 550; margin-bottom: 0.35rem; }
.alert { background: var(--alert-wash); border: 2px solid var(--alert); border-radius: 10px; padding: 1.25rem 1.5rem; margin: 0 0 2rem; }
.alert h2 { margin-bottom: 0.5rem; }
.alert p, .alert ul { margin: 0; }
.alert ul { padding-left: 1.2rem; }
.alert a { color: var(--alert); font-weight: 550; }
button {
  font: inherit; font-weight: 600; cursor: pointer; min-height: 3rem; padding: 0.6rem 1.4rem; border-radius: 8px;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
}
button:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
button.quiet { background: transparent; color: var(--accent); min-height: 2.75rem; }
button.quiet:hover { background: var(--page); color: var(--accent); }
.pay { width: 100%; font-size: 1.15rem; }
.cancel { margin: 1.1rem 0 0; text-align: center; }
.methods ul { display: flex; flex-wrap: wrap; gap: 0.75rem; list-style: none; margin: 0 0 1.5rem; padding: 0; }
.methods a {
  display: block; padding: 0.6rem 1.1rem; border: 1px solid var(--field); border-radius: 8px; background: var(--panel);
  font-weight: 550; text-decoration: none;
}
.methods a:hover { border-color: var(--accent); }
.methods a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.note { margin: 0 0 1.5rem; color: var(--soft); }
.challenge { max-width: 34rem; }
.challenge .sums { margin-top: 0; }
.answers { display: grid; gap: 0.9rem; margin-top: 1.75rem; }
.choice { display: flex; gap: 0.7rem; align-items: center; min-height: 2.75rem; }
.choice input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); flex: none; }
.choice label { margin: 0; font-weight: 400; flex: 1; display: flex; justify-content: space-between; gap: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; }
thead th { color: var(--soft); }
td, tbody th { overflow-wrap: anywhere; }
tbody th { font-variant-numeric: tabular-nums; }
@media (min-width: 30rem) { tbody th { white-space: nowrap; padding-right: 1.25rem; } }
@media (prefers-reduced-motion: no-preference) { button, a { transition: background-color 0.15s, color 0.15s; } }
`;

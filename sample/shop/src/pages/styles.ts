import { Html } from '../common/html.js';

export const styles = new Html(`
  :root {
    color-scheme: light dark;
    --line: light-dark(#d0d3d8, #41454c);
    --surface: light-dark(#f4f5f7, #22252a);
    --accent: light-dark(#a3330a, #ff9d73);
    font: 1rem/1.5 system-ui, sans-serif;
    background: light-dark(#fff, #16181b);
    color: light-dark(#1b1d21, #e6e8eb);
  }
  body { max-width: 64rem; margin: 0 auto; padding: 0 1rem 3rem; }
  nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  nav a { padding: 0.4rem 0; }
  nav [aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
  a { color: var(--accent); }
  h2 { margin-top: 2rem; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .forms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; align-items: start; }
  form, article { background: var(--surface); border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem; }
  article { margin-bottom: 1rem; }
  td form { display: inline; background: none; border: 0; padding: 0; }
  article h2, form h2 { margin-top: 0; }
  label { display: block; margin-bottom: 0.75rem; }
  input, select, textarea { display: block; box-sizing: border-box; width: 100%; }
  fieldset { display: grid; grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); gap: 0 0.75rem; min-width: 0; border: 1px solid var(--line); border-radius: 0.25rem; margin: 0 0 0.75rem; padding: 0.5rem 0.75rem 0; }
  input, select, textarea, button { font: inherit; padding: 0.4rem 0.6rem; border: 1px solid light-dark(#767b84, #8b9099); border-radius: 0.25rem; background: light-dark(#fff, #16181b); color: inherit; }
  button { cursor: pointer; border-color: transparent; background: light-dark(#a3330a, #ff9d73); color: light-dark(#fff, #16181b); font-weight: 600; }
  textarea { resize: vertical; white-space: pre; }
  progress { display: block; width: 100%; height: 1rem; accent-color: var(--accent); }
  .search { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
  .search label { flex: 1 1 12rem; margin: 0; }
  .scroll { overflow-x: auto; margin-bottom: 1.5rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); }
  td { overflow-wrap: anywhere; min-width: 5rem; }
  time, .state, .line, td button { white-space: nowrap; }
  .actions { display: flex; gap: 0.5rem; }
  td button { padding: 0.2rem 0.5rem; }
  .state { font-weight: 600; }
  .succeeded { color: light-dark(#1a6b2f, #7bd88f); }
  .active { color: light-dark(#1a6b2f, #7bd88f); }
  .failed { color: light-dark(#b3161b, #ff8a8a); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
  dt { font-weight: 600; }
  dd { margin: 0; overflow-wrap: anywhere; }
`);

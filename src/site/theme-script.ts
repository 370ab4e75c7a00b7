/**
 * Runs before the first paint so that a chosen theme does not flash. It stands inline in every page, and its hash in
 * the content security policy is computed from this very text.
 */
export const THEME_SCRIPT =
  "try{const t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch{}"

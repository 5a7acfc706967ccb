// Runs before the page is painted: tells the styles that there is script, and brings back the chosen light or dark.
const root = document.documentElement;
root.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (root.classList.contains("office") && theme) {
    root.classList.remove("light", "dark");
    root.classList.add(theme);
  }
} catch {
  // Storage is switched off: the system's choice holds.
}

// Light or dark: the system's choice until the button is pressed, then this browser's own.

export function theme() {
  const root = document.documentElement;
  const dark = () =>
    root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.addEventListener("click", () => {
      const chosen = dark() ? "light" : "dark";
      root.classList.remove("light", "dark");
      root.classList.add(chosen);
      try {
        localStorage.setItem("theme", chosen);
      } catch {
        // Storage is switched off: it holds for this page.
      }
    });
  }
}

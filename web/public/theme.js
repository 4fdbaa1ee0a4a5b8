// Applies the colours chosen on this device before anything is painted.
try {
  const theme = localStorage.getItem("debrief.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to pages; then the system's colours hold.
}

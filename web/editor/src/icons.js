/** The icons of the toolbar: strokes in a box of 24 by 24, in the colour of the text around. */

const PATHS = {
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M18 5h-7M13 19H6M14.5 5l-5 14",
  code: "m8 7-5 5 5 5M16 7l5 5-5 5",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  quote: "M5 5v14M10 7h10M10 12h10M10 17h6",
  strike: "M4 12h16M16.5 7.5C16 5.5 14 5 12 5c-2.5 0-4.5 1-4.5 3 0 1 .5 1.7 1.200 2.2M7.5 16.5C8 18.5 10 19 12 19c2.5 0 4.5-1 4.5-3 0-.7-.2-1.3-.6-1.8",
  heading: "M6 5v14M18 5v14M6 12h12",
  text: "M5 6h14M12 6v13M9 19h6",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M4 14.5c0-1.5 2.5-1.5 2.5 0 0 1-2.5 2-2.5 3.5h2.5",
  task: "M4 5h6v6H4zM4 16l2 2 4-4M14 8h6M14 16h6",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M11 5v14",
  callout: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 8h.01",
  rule: "M4 12h16M7 6h10M7 18h10",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM5 20c.5-4 3.5-5.5 7-5.5s6.500 1.5 7 5.5",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 1.5",
  timeline: "M6 4v16M6 7h.01M6 12h.01M6 17h.01M11 7h9M11 12h9M11 17h6",
  action: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM8.5 12l2.5 2.5 4.5-5",
  image: "M4 5h16v14H4zM4 16l4.5-4.5L13 16M12 15l3-3 5 4.5M9 9h.01",
  comment: "M20 12a8 7 0 0 1-8 7 9 9 0 0 1-3-.5L4 20l1.2-3.6A6.500 6.500 0 0 1 4 12a8 7 0 0 1 16 0z",
};

const SVG = "http://www.w3.org/2000/svg";

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.appendChild(path);
  return svg;
}

/*
 * The picture of a title. There are no posters, so each title gets a small
 * poster of its own, drawn in CSS: two colours from its genres, a pattern and a
 * lettering from a hash of its id. The same title always looks the same.
 */

import { element } from "./dom.js";
import { genreList } from "./words.js";

const PATTERNS = 7;
const LETTERINGS = 3;
const SMALLEST = 7;
const LARGEST = 17;
const LINE_WIDTH = 108; /* letters a line x size, with wide fonts in mind */

/* Hues of the oklch colour wheel, in degrees. */
const GENRE_HUES = {
  Action: 32, Adventure: 62, Animation: 190, Biography: 75, Comedy: 88,
  Crime: 12, Documentary: 165, Drama: 275, Family: 130, Fantasy: 305,
  "Film-Noir": 255, History: 70, Horror: 22, Music: 330, Musical: 345,
  Mystery: 285, Romance: 2, "Sci-Fi": 225, Sport: 145, Thriller: 245,
  War: 110, Western: 50,
};

/* FNV-1a, 32 bits */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text)
    value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
  return value;
}

function hueOf(genre) {
  return GENRE_HUES[genre] ?? hash(genre) % 360;
}

/*
 * The size of the letters in hundredths of the tile's width: as large as the
 * longest word and about four lines allow.
 */
function lettersSize(title) {
  const longestWord = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  const fitting = Math.min(LINE_WIDTH / longestWord, 4.5 * LINE_WIDTH / title.length);
  return Math.max(SMALLEST, Math.min(LARGEST, fitting));
}

/*
 * The tile of a movie. Its text is hidden from screen readers: what the tile
 * stands in (a link, a button) names the title.
 */
export function tile(movie) {
  const seed = hash(movie.id);
  const genres = genreList(movie);
  const first = hueOf(genres[0] || movie.movie_type);
  const second = genres.length > 1 ? hueOf(genres.at(-1)) : first + 40;
  const classes = [
    "tile",
    `tile-pattern-${seed % PATTERNS}`,
    `tile-lettering-${(seed >>> 8) % LETTERINGS}`,
  ];
  return element("span", {
    class: classes.join(" "),
    "aria-hidden": "true",
    css: {
      "--letters": `${lettersSize(movie.title)}cqi`,
      "--hue": first + (seed >>> 4) % 16 - 8,
      "--hue-2": second,
      "--x": `${20 + (seed >>> 12) % 60}%`,
      "--y": `${15 + (seed >>> 18) % 35}%`,
      "--angle": `${(seed >>> 22) % 180}deg`,
    },
  },
  element("span", { class: "tile-text" },
    element("span", { class: "tile-title" }, movie.title),
    element("span", { class: "tile-year" }, movie.start_year)));
}

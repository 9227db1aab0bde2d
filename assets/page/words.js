/*
 * What the page says in words: kinds of titles, facts, ratings, and why a title
 * is recommended.
 */

const TYPES = {
  movie: "Film", short: "Short", tvMovie: "TV film", tvSeries: "Series",
  tvMiniSeries: "Mini-series", tvSpecial: "TV special", tvShort: "TV short",
  video: "Video",
};
const MAX_TITLES_SAID = 2;
const MAX_TERMS_SAID = 2;
const LEAST_SHARE_SAID = 0.03;
const LEAST_PART_OF_BEST = 0.25; /* of a title beside the one that says most */
const SEPARATOR = "\u00a0· "; /* a line never begins with the dot */

export function typeName(type) {
  return TYPES[type] || type;
}

/* "1999 · 2 h 16 min"; the kind is said when it is not a film */
export function facts(movie) {
  return [
    movie.start_year,
    movie.movie_type !== "movie" && typeName(movie.movie_type),
    duration(movie.runtime),
  ].filter(Boolean).join(SEPARATOR);
}

/* "The Matrix (1999)": tells namesakes apart where only text is heard */
export function titleAndYear(movie) {
  return movie.start_year ? `${movie.title} (${movie.start_year})` : movie.title;
}

export function genreList(movie) {
  return movie.genres ? movie.genres.split(",") : [];
}

/* minutes -> "2 h 16 min" */
export function duration(minutes) {
  if (!minutes)
    return "";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(" ");
}

/* seconds -> "a few seconds", "about 40 s", "about 3 min", "about 1 h 20 min" */
export function roughDuration(seconds) {
  if (seconds < 10)
    return "a few seconds";
  if (seconds < 55)
    return `about ${Math.ceil(seconds / 10) * 10} s`;
  return `about ${duration(Math.ceil(seconds / 60))}`;
}

export function count(number) {
  return new Intl.NumberFormat("en").format(number);
}

export function date(iso) {
  return new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(new Date(iso));
}

/* 1 to 10 half stars -> "3½ of 5 stars" */
export function ratingInWords(rating) {
  const whole = Math.floor(rating / 2);
  const text = `${whole || ""}${rating % 2 ? "½" : ""}`;
  return `${text} of 5 stars`;
}

/* 1 to 10 half stars -> "★★★½" */
export function stars(rating) {
  return "★".repeat(Math.floor(rating / 2)) + (rating % 2 ? "½" : "");
}

/* .412 -> "41 %" */
export function percent(share) {
  return share >= 0.005 ? `${Math.round(share * 100)} %` : "under 1 %";
}

/* What one reason is called: a title, a name, a genre, ... */
export function reasonLabel(reason) {
  if (reason.kind === "popularity")
    return "popular with everyone";
  if (reason.kind === "other")
    return "smaller things";
  if (reason.field === "type")
    return typeName(reason.id);
  if (reason.field === "title")
    return `“${reason.label}” in the title`;
  if (reason.field === "overview")
    return `“${reason.label}” in the story`;
  return reason.label;
}

/*
 * Reasons with the same label as one, their shares added: the same person may
 * direct and write. The rest ("other") stays last.
 */
export function mergedReasons(because) {
  const byLabel = new Map();
  for (const reason of because) {
    const key = `${reason.kind === "watched"} ${reasonLabel(reason)}`;
    const same = byLabel.get(key);
    byLabel.set(key, same ? { ...same, share: same.share + reason.share } : reason);
  }
  const isRest = (reason) => reason.kind === "other";
  return [...byLabel.values()].sort((a, b) =>
    isRest(a) - isRest(b) || b.share - a.share);
}

/*
 * "Because you picked The Matrix · Keanu Reeves · Sci-Fi". `verb` is what the
 * person did with the titles: "picked", "watched".
 */
export function why(because, verb) {
  const said = mergedReasons(because).filter(isWorthSaying);
  const watched = said.filter((reason) => reason.kind === "watched");
  const terms = said.filter((reason) => reason.kind === "term");
  const titles = watched
    .filter((reason) => reason.share >= LEAST_PART_OF_BEST * watched[0].share)
    .slice(0, MAX_TITLES_SAID);
  const parts = termLabels(titles, terms);
  if (titles.length)
    parts.unshift(`you ${verb} ${enumeration(titles.map(reasonLabel))}`);
  if (!parts.length)
    return "Popular with everyone";
  return `Because ${titles.length ? "" : "of "}${parts.join(SEPARATOR)}`;
}

/*
 * What the titles speak through, the first of each before the second of any,
 * then the other terms. No label twice.
 */
function termLabels(titles, terms) {
  const through = titles.map((title) => title.through.filter(saysSomething));
  const inTurn = [
    ...through.flatMap((list) => list.slice(0, 1)),
    ...through.flatMap((list) => list.slice(1)),
    ...terms,
  ];
  return [...new Set(inTurn.map(reasonLabel))].slice(0, MAX_TERMS_SAID);
}

function isWorthSaying(reason) {
  return reason.share >= LEAST_SHARE_SAID && saysSomething(reason);
}

/* That both are films explains nothing to a reader. */
function saysSomething(term) {
  return term.field !== "type";
}

/* ["A", "B", "C"] -> "A, B and C" */
function enumeration(items) {
  const last = items.at(-1);
  return items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${last}` : last;
}

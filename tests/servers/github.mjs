// The GitHub simulator, told what is on it: node github.mjs FOLDER PORT, as tests/servers/prism.py starts it.
// The numbers of what was done are in tests/networks/test_github.py; lists have three entries a page.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , folder, port] = process.argv;
const entry = createRequire(`${folder}/`).resolve("@simulacrum/github-api-simulator");
const { simulation } = await import(pathToFileURL(entry));

const HOME = `http://127.0.0.1:${port}`;
const EACH = 3;
const day = (number) => new Date(Date.UTC(2026, 8, number, 12)).toISOString().replace(".000", "");

const account = (id, login) => ({
  id,
  login,
  node_id: `U_${id}`,
  type: "User",
  site_admin: false,
  url: `${HOME}/users/${login}`,
  html_url: `https://github.com/${login}`,
});
const ada = account(1, "ada");
const fans = Array.from({ length: 20 }, (_, number) => account(100 + number, `fan-${number}`));
const repository = (id, owner, name, more = {}) => ({
  id,
  name,
  full_name: `${owner.login}/${name}`,
  owner,
  private: false,
  html_url: `https://github.com/${owner.login}/${name}`,
  description: "It counts.",
  fork: false,
  created_at: day(1),
  updated_at: day(20),
  pushed_at: day(20),
  stargazers_count: 0,
  forks_count: 0,
  open_issues_count: 0,
  ...more,
});
const issue = (number, user, reactions = 0) => ({
  id: 900 + number,
  number,
  title: `Issue ${number}`,
  body: "Does it count?",
  user,
  html_url: `https://github.com/ada/engine/issues/${number}`,
  created_at: day(number),
  updated_at: day(number),
  reactions: { total_count: reactions },
});
const comment = (id, number, user) => ({
  id,
  user,
  body: "It does.",
  html_url: `https://github.com/ada/engine/issues/${number}#issuecomment-${id}`,
  issue_url: `${HOME}/repos/ada/engine/issues/${number}`,
  created_at: day(10),
  updated_at: day(10),
});

const told = {
  "users/get-by-username": () => ({ ...ada, name: "Ada", followers: 12 }),
  "repos/list-for-user": () => [
    repository(7, ada, "engine", { stargazers_count: 10, forks_count: 4, open_issues_count: 5 }),
    repository(8, ada, "quiet", { pushed_at: "2020-01-01T00:00:00Z", created_at: "2020-01-01T00:00:00Z" }),
    repository(9, ada, "copy", { fork: true, created_at: "2020-01-01T00:00:00Z", pushed_at: null }),
    repository(10, ada, "young"),
  ],
  "activity/list-stargazers-for-repo": () => fans.slice(0, 10).map((user, at) => ({ starred_at: day(at + 1), user })),
  "repos/list-forks": () => fans.slice(0, 4).map((fan, at) => repository(70 + at, fan, "engine", { fork: true })),
  "issues/list-for-repo": ({ repo }) =>
    repo === "engine" ? [issue(1, ada, 2), issue(2, fans[0]), issue(3, fans[1]), issue(4, fans[1])] : [],
  "reactions/list-for-issue": () =>
    ["+1", "heart"].map((content, at) => ({ id: 50 + at, content, user: fans[at], created_at: day(2) })),
  "issues/list-comments-for-repo": ({ repo }) =>
    repo === "engine" ? Array.from({ length: 7 }, (_, at) => comment(500 + at, 1 + (at % 4), at ? fans[at] : ada)) : [],
  "pulls/list-review-comments-for-repo": () => [],
  "activity/list-received-events-for-user": () => [],
};

const paged = (answer) => async (context, request, response) => {
  const found = answer(context.request.params);
  if (!Array.isArray(found)) return response.status(200).json(found);
  const number = Number(request.query.page ?? 1);
  const last = Math.max(1, Math.ceil(found.length / EACH));
  const to = (page, rel) => {
    const url = new URL(request.originalUrl, HOME);
    url.searchParams.set("page", page);
    return `<${url}>; rel="${rel}"`;
  };
  const before = number > 1 ? [to(number - 1, "prev"), to(1, "first")] : [];
  const after = number < last ? [to(number + 1, "next"), to(last, "last")] : [];
  response.set("Link", [...before, ...after].join(", "));
  return response.status(200).json(found.slice((number - 1) * EACH, number * EACH));
};

const seeds = { users: [{ id: 1, login: "ada", organizations: [] }], organizations: [], repositories: [], branches: [], blobs: [] };
simulation({
  initialState: seeds,
  extend: {
    openapiHandlers: () => Object.fromEntries(Object.entries(told).map(([name, answer]) => [name, paged(answer)])),
  },
}).listen(Number(port), "127.0.0.1");

import { shellWord } from "../../text/shell_word.ts";
import { textTable } from "../../text/table.ts";
import type { Catalogue } from "../../worksets/clone/catalogue.ts";
import type { Cloned } from "../../worksets/clone/clone_request.ts";
import type { Answer } from "../answer.ts";

/** What `day-clone` says at its end; programs of earlier days read the line with the location. */
export function cloneAnswer({ repository, url, ref, commit, path }: Cloned): Answer {
  return {
    json: { repository, path, url, ref: ref ?? null, commit },
    text: [
      `Repository: ${repository}`,
      `Reference : ${ref ?? "the default branch of the repository"} (${commit})`,
      `Location  : ${path}`,
      `next: cd ${shellWord(path)}`,
    ].join("\n"),
  };
}

/** What there is to be cloned. */
export function catalogueAnswer({ defaultKey, repositories }: Catalogue): Answer {
  const rows = [...repositories].map(([key, { displayName, description, defaultRef }]) => ({
    key,
    display_name: displayName,
    description,
    default_ref: defaultRef ?? null,
    is_default: key === defaultKey,
  }));
  return {
    json: { repositories: rows },
    text: textTable(rows.map((row) => [
      row.is_default ? `${row.key} (default)` : row.key,
      row.default_ref ?? "",
      `${row.display_name}. ${row.description}`,
    ])).join("\n"),
  };
}

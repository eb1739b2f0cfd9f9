import { z } from "zod";
import { parse } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";

/** A repository that can be cloned by its key. */
export type Repository = {
  readonly displayName: string;
  readonly description: string;
  readonly httpsUrl: string;
  readonly sshUrl: string;
  readonly defaultRef: string | undefined;
  /** The name of the folder that a clone gets. */
  readonly relativePath: string;
};

/** The repositories that people clone by a short name. */
export type Catalogue = {
  readonly defaultKey: string | undefined;
  readonly repositories: ReadonlyMap<string, Repository>;
};

const word = z.union([z.string(), z.number()]).transform(String);

const shape = z.object({
  default_repository: word.optional(),
  repositories: z.record(
    z.string(),
    z.object({
      display_name: word.optional(),
      description: word.optional(),
      https_url: word.optional(),
      ssh_url: word.optional(),
      default_ref: word.nullish(),
      relative_path: word.optional(),
    }),
  ),
});

/**
 * Reads `config/daylily_available_repositories.yaml`.
 *
 * @throws DayError DAY-CFG-001 when it is no catalogue
 */
export function readCatalogue(text: string, path: string): Catalogue {
  try {
    const { default_repository: defaultKey, repositories } = shape.parse(parse(text));
    const entries = Object.entries(repositories).map(([key, each]): [string, Repository] => [key, {
      displayName: each.display_name ?? key,
      description: each.description ?? "",
      httpsUrl: each.https_url ?? "",
      sshUrl: each.ssh_url ?? "",
      defaultRef: each.default_ref || undefined,
      relativePath: each.relative_path ?? key,
    }]);
    return { defaultKey, repositories: new Map(entries) };
  } catch (cause) {
    throw new DayError("DAY-CFG-001", `${path} is not a catalogue of repositories`, {
      cause,
      fix: "give it a section repositories, each with https_url, ssh_url, default_ref and relative_path",
    });
  }
}

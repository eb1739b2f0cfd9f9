import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { DayError } from "../../host/errors/day_error.ts";
import type { ErrorCode } from "../../host/errors/error_codes.ts";
import { uselessAlias } from "../../text/useless_alias.ts";
import { isConfigKey } from "../keys/keys.ts";
import type { Triplet } from "./config_source.ts";
import { keyName } from "./key_name.ts";
import { normalise } from "./normalise.ts";
import { parseTriplet, type Refuse } from "./parse_triplet.ts";
import { yamlProblem } from "./yaml_problem.ts";

/** A configuration file, read but not interpreted: the tree with its places, and what it says. */
export type ConfigDocument = {
  readonly document: Document;
  /** The map under `ephemeral_cluster.config`. */
  readonly config: YAMLMap;
  /** Whether that map stands there itself and is not shared with another place of the file. */
  readonly ownsConfig: boolean;
  readonly triplets: ReadonlyMap<string, Triplet>;
  readonly templateDefaults: ReadonlyMap<string, string>;
};

type Item = Node | null | undefined;

/**
 * Reads a configuration file. Throws `DAY-CFG-001` when it is no YAML or lacks the section, and `DAY-CFG-002` when an
 * entry has the wrong shape, both with line and column.
 */
export function readConfigDocument(path: string, text: string): ConfigDocument {
  const lines = new LineCounter();
  const document: Document = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false });
  const fail: Fail = (code, offset, problem, fix) => {
    const { line, col } = lines.linePos(offset);
    throw new DayError(code, `${path}, line ${line}, column ${col}: ${problem}`, { fix });
  };
  const [broken] = document.errors;
  if (broken !== undefined) fail("DAY-CFG-001", broken.pos[0], `this is not YAML: ${yamlProblem(broken)}`, correctLine);

  const useless = uselessAlias(document);
  if (useless !== undefined) fail("DAY-CFG-001", useless.offset, useless.problem, correctLine);

  const follow = (node: Item): Item => isAlias(node) ? node.resolve(document) : node;
  const refuse: Refuse = (node, problem, fix) => fail("DAY-CFG-002", node?.range?.[0] ?? 0, problem, fix);
  const about = (key: string): Refuse => (node, problem, fix) => refuse(node, `${key}: ${problem}`, fix);
  const child = (node: Item, name: string) => isMap(node) ? node.get(name, true) as Item : undefined;

  const section = follow(child(document.contents, "ephemeral_cluster"));
  const standing = child(section, "config");
  const config = follow(standing);
  if (config === undefined || config === null || (isScalar(config) && !config.value)) {
    throw new DayError("DAY-CFG-001", `${path} has no section ephemeral_cluster.config`);
  }
  if (!isMap(config)) return refuse(config, "ephemeral_cluster.config must map keys to entries");

  const defaults = follow(child(section, "template_defaults"));
  return {
    document,
    config,
    ownsConfig: config === standing,
    triplets: new Map(
      entriesOf(config, refuse).map(([key, node]) => {
        return [key, parseTriplet(node, { follow, refuse: about(key), ours: isConfigKey(key) })];
      }),
    ),
    templateDefaults: defaultsOf(defaults, follow, refuse),
  };
}

type Fail = (code: ErrorCode, offset: number, problem: string, fix?: string) => never;

const correctLine = "correct this line of the file";

/** Keys and values of a map. A merge key would hide which keys the file holds. */
function entriesOf(map: YAMLMap, refuse: Refuse): readonly (readonly [string, Item])[] {
  return map.items.map((pair) => {
    const key = pair.key as Item;
    if (!isScalar(key)) return refuse(key, "a key must be a single word");
    if (key.value === "<<") return refuse(key, "merge keys are not supported here; write the entries out");
    return [keyName(key), pair.value as Item] as const;
  });
}

function defaultsOf(node: Item, follow: (node: Item) => Item, refuse: Refuse): ReadonlyMap<string, string> {
  if (node === undefined || node === null || (isScalar(node) && node.value === null)) return new Map();
  if (!isMap(node)) return refuse(node, "template_defaults must map keys to single values");
  const texts = entriesOf(node, refuse).map(([key, entry]) => {
    const value = follow(entry);
    if (value !== null && value !== undefined && !isScalar(value)) {
      return refuse(value, `the template default of ${key} is not a single value`);
    }
    const plain = value?.value ?? "";
    return [key, normalise(typeof plain === "string" ? plain : value?.source ?? String(plain))] as const;
  });
  return new Map(texts.filter(([, text]) => text !== ""));
}

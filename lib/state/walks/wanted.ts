import type { Found, Json, Layer, Resource } from "../../aws/resource.ts";
import { ensure, type Ensured, type EnsureOptions, type Walk } from "./ensure.ts";
import type { Origin, Remembered, Warning } from "../journal/facts.ts";

/**
 * What becomes of a walk when one entry fails: `stop` ends it, `collect` goes on and tells at the end, and with a warning it goes
 * on as well and tells at once (`words` makes the message out of the reason).
 */
export type OnFailure =
  | "stop"
  | "collect"
  | { readonly warn: Omit<Warning, "message">; readonly words?: (reason: string) => string };

/** A specification as plain JSON. */
export type Spec = { readonly [field: string]: Json };

/**
 * One entry of a list of wanted things, whose types are known to itself alone: what the walks `plan`, `ensureAll`, `compare` and
 * `removeAll` are written over. Only what AWS decides of it (`O`) is seen from outside.
 */
export type Wanted<O extends Json = Json> = {
  readonly kind: string;
  readonly key: string;
  readonly title: string;
  readonly spec: Spec;
  readonly labels: Readonly<Record<string, string | undefined>>;
  /** Fields that nothing can change once it stands. */
  readonly fixed: readonly string[];
  /** What has to stand before the specification is certain, for example `network`; a plan says so. */
  readonly later?: string;
  /** What was found by an earlier look, or is known from elsewhere. */
  readonly seen?: Found<Json, Json>;
  /** It is known to stand there, also where a look would not find it: others may have made it in another way. */
  readonly stands: boolean;
  /** Only when this other entry is being made. */
  readonly onlyWith?: Wanted;
  /** What a plan says beside it; it gets nothing where nobody looked. */
  readonly note?: (found: Found<Json, Json> | undefined) => string;
  readonly onFailure: OnFailure;
  /** The rights that a look at it needs. */
  readonly findActions: readonly string[];
  find(depth: "exists" | "full"): Promise<Found<Json, Json>>;
  ensure(walk: Walk, options: EntryOptions): Promise<Ensured<O>>;
};

export type EntryOptions = Omit<EnsureOptions<Json, Json>, "replaceStuck">;

export type EntryExtras<S, O> = {
  readonly later?: string;
  readonly seen?: Found<S, O>;
  readonly stands?: boolean;
  readonly onlyWith?: Wanted;
  readonly note?: (found: Found<S, O> | undefined) => string;
  readonly onFailure?: OnFailure;
};

/** An entry that wants a resource to look like this. */
export function wanted<D, S extends Spec, O extends Json>(
  resource: Resource<D, S, O>,
  deps: D,
  spec: NoInfer<S>,
  { later, seen, stands = false, onlyWith, note, onFailure = "stop" }: EntryExtras<NoInfer<S>, NoInfer<O>> = {},
): Wanted<O> {
  // What comes back out of an entry went in with these types.
  const own = (found: Found<Json, Json> | undefined) => found as Found<S, O> | undefined;
  return {
    kind: resource.kind,
    key: resource.key(spec),
    title: resource.title(spec),
    spec,
    labels: resource.labels ?? {},
    fixed: resource.fixed ?? [],
    later,
    seen,
    stands,
    onlyWith,
    note: note && ((found) => note(own(found))),
    onFailure,
    findActions: resource.actions.find,
    find: (depth) => resource.find(deps, spec, depth),
    ensure: (walk, options) => ensure(walk, resource, deps, spec, { ...options, seen: own(options.seen) }),
  };
}

/** A kind of resource as walks over remembered things know it: by its name. */
export type Kind<D> = {
  readonly kind: string;
  readonly layer: Layer;
  /** Fields that nothing can change once it stands. */
  readonly fixed: readonly string[];
  /** What AWS has decided and that stays, of what a look tells beside the specification. */
  readonly lasting: readonly string[];
  /** Why it cannot be written as expected, if it cannot. */
  unwritable(expected: Json): string | undefined;
  key(expected: Json): string;
  title(expected: Json): string;
  find(deps: D, expected: Json, depth: "exists" | "full"): Promise<Found<Json, Json>>;
  /** `met`: the origin of one that no walk has ensured. */
  readInFull(walk: Walk, deps: D, expected: Json, met?: Origin): Promise<void>;
  /** Makes it as expected, whoever has changed it. */
  repair(walk: Walk, deps: D, expected: Json): Promise<Ensured<Json>>;
  remove(deps: D, expected: Json): Promise<void>;
};

/** What is only ever removed need not know how it is made. */
export type RemovableKind<D> = Pick<Kind<D>, "kind" | "title" | "find" | "remove">;

/** The kind that something remembered is of; nothing for one that this version of the program does not know. */
export function kindOf<K extends { readonly kind: string }>(
  kinds: readonly K[],
  { kind }: Pick<Remembered, "kind">,
): K | undefined {
  return kinds.find((each) => each.kind === kind);
}

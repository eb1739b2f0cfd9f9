import type { Complaint } from "../../host/prompter.ts";

/** All that is known of one configuration key before any file is read. */
export type KeyRow = Values & {
  /** What the key decides, in a few words. */
  readonly about: string;
  /** Offered or taken when neither the file nor its template defaults say anything. */
  readonly fallback: string;
  readonly question: Question;
  /** The check of the preflight report (gate 4) that judges the value. */
  readonly check?: `config.${string}`;
  /** What stands for the value in a cluster template, there in braces behind a dollar sign. */
  readonly token?: `REGSUB_${string}`;
  /** The value is a number or a boolean, which a cluster file has without quotes. */
  readonly number?: true;
  /** In a file that lacks some keys this one is appended behind all others, which stand by their names. */
  readonly appended?: "last";
};

/** What a value may be: one of a few, or whatever `complaint` says nothing about, which `allowed` puts in words. */
type Values =
  | { readonly choices: readonly string[]; readonly complaint?: undefined; readonly allowed?: undefined }
  | { readonly choices?: undefined; readonly complaint: Complaint; readonly allowed: string };

/** How the key is settled where the configuration has no value that can be used. */
export type Question =
  | TextQuestion
  | MenuQuestion
  | SilentQuestion
  | CountQuestion
  | OwnQuestion
  | LaterQuestion
  | CandidateQuestion
  | Unasked;

/**
 * The place among the questions that are asked before anything is sent to AWS: the smallest number comes first. The numbers
 * leave gaps, so that a new question fits between two others.
 */
type InTurn = { readonly turn: number };

/** Settled where it is needed, once AWS has been looked at. */
type NotInTurn = { readonly turn?: undefined };

/** A line of text; the effective default is offered. */
type TextQuestion = InTurn & {
  readonly kind: "text";
  readonly message: string;
  /** The variable of the environment whose value is offered where there is no default. It is never taken silently. */
  readonly variable?: string;
};

export type Option = { readonly label: string; readonly value: string };

/** One of a few, by its number. */
export type MenuQuestion = InTurn & {
  readonly kind: "menu";
  readonly message: string;
  readonly options: readonly Option[];
  /** The value that an empty line takes. */
  readonly preferred: string;
  /** An effective default that is one of the options is preferred. */
  readonly offersDefault?: true;
};

/** A menu that comes up only where the effective default is not valid, or nothing may be taken by itself. */
type SilentQuestion = InTurn & {
  readonly kind: "silent";
  readonly message: string;
  readonly options: readonly Option[];
};

/** A whole number. An invalid configured one is not asked again: the preflight report tells it. */
type CountQuestion = InTurn & { readonly kind: "count"; readonly message: string };

/** Settled, and asked where there is a message, by a function of its own in `lib/config/settings/own_settings.ts`. */
type OwnQuestion = InTurn & {
  readonly kind: "own";
  readonly message?: string;
  /** What is asked after an answer that cannot be used. */
  readonly again?: string;
  readonly options?: readonly Option[];
};

/** A line of text that is asked only when a budget has to be made. */
type LaterQuestion = NotInTurn & {
  readonly kind: "later";
  readonly message: string;
  /** An empty line is an answer, so that nothing is offered. */
  readonly emptyAllowed?: true;
};

/** One of those that AWS offers. */
type CandidateQuestion = NotInTurn & { readonly kind: "candidate"; readonly message: string };

/** Never asked: what is not configured is looked for in AWS. */
type Unasked = NotInTurn & { readonly kind: "none" };

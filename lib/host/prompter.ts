/** Returns what is wrong with an answer, or nothing when it is fine. */
export type Complaint = (answer: string) => string | undefined;

export type TextQuestion = {
  /** The configuration key or prompt id. */
  readonly id: string;
  readonly message: string;
  /** Offered in brackets; an empty line takes it. */
  readonly default?: string;
  /** An empty answer without a default is accepted as "". */
  readonly emptyAllowed?: boolean;
  readonly complaint?: Complaint;
};

export type MenuQuestion = {
  readonly id: string;
  readonly message: string;
  /** Numbered from 1 in this order. */
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** The number taken by an empty line; without it an empty line shows the menu again. */
  readonly defaultNumber?: number;
};

export type ConsentQuestion = {
  readonly id: string;
  readonly message: string;
  /**
   * The only answer that means yes. Everything else, and the end of input, is a refusal. Of a phrase every blank counts, also one
   * before or behind it.
   */
  readonly yes: "" | "1" | "please delete";
};

/**
 * Asks a person. Every function throws `DAY-PROMPT-001` when nobody may be asked, and `DAY-PROMPT-002` at the end of input
 * where no valid default exists.
 */
export interface Prompter {
  /** Every question is refused: what will have to be asked had better be known before anything is changed. */
  readonly refuses?: true;
  text(question: TextQuestion): Promise<string>;
  menu(question: MenuQuestion): Promise<string>;
  consent(question: ConsentQuestion): Promise<boolean>;
}

import { DayError } from "../../host/errors/day_error.ts";
import type { LineReader } from "../../host/line_reader.ts";
import { plainText } from "../../text/plain_text.ts";
import type { MenuQuestion, Prompter, TextQuestion } from "../../host/prompter.ts";
import { cutMiddle } from "../../text/cut.ts";
import { displayWidth } from "../../text/display_width.ts";
import { oneLine } from "../../text/one_line.ts";
import { wrap } from "../../text/wrap.ts";

export type LinePrompterOptions = {
  /** The width of the window; without one nothing is wrapped or cut. */
  readonly columns?: () => number;
  /** Answers are written down where no terminal shows them. */
  readonly echo?: boolean;
};

const roomForAnswer = 24;

/**
 * Asks by lines: the question on standard error, the answer from standard input. The end of input takes a valid default and is
 * never consent.
 *
 * A terminal stays in its ordinary mode for this, with its own editing of the line, Ctrl-C and Ctrl-D, whatever becomes of the
 * program. The prompts of dax would contradict the rules: they have no numbers, no menu without a default, no end of input, and
 * lose the Enter of a pasted answer.
 */
export function linePrompter(
  input: LineReader,
  write: (text: string) => void,
  { columns = () => Infinity, echo = false }: LinePrompterOptions = {},
): Prompter {
  const say = (text: string) => write(wrap(plainText(text), columns() - 1, "  "));
  const hear = async () => {
    let line: string | undefined;
    try {
      line = await input.next();
    } finally {
      // Neither Ctrl-C nor Ctrl-D ends the line that the question stands on.
      if (line === undefined) say("\n");
    }
    if (echo && line !== undefined) say(`${line}\n`);
    return line;
  };
  const listen = async () => (await hear())?.trim();
  return {
    async text(question) {
      for (;;) {
        say(questionText(question, columns()));
        const line = await listen();
        const given = line || question.default;
        if (given === undefined && question.emptyAllowed) return "";
        const complaint = given === undefined ? "please type an answer" : question.complaint?.(given);
        if (given !== undefined && complaint === undefined) return given;
        if (line === undefined) throw ended(question);
        say(`  ${wrap(complaint ?? "", columns() - 3, "  ")}\n`);
      }
    },

    async menu(question) {
      for (;;) {
        say(menuText(question, columns()));
        const line = await listen();
        if (line === undefined && question.defaultNumber === undefined) throw ended(question);
        const number = line || String(question.defaultNumber ?? "");
        const option = /^\d+$/.test(number) ? question.options[Number(number) - 1] : undefined;
        if (option !== undefined) return option.value;
        if (line === undefined) throw ended(question);
        if (line !== "") say(`  give a number from 1 to ${question.options.length}\n`);
      }
    },

    async consent({ message, yes }) {
      // A line that was typed before the question is no answer to it.
      await input.forget?.();
      say(`${message} `);
      return yes === "please delete" ? await hear() === yes : await listen() === yes;
    },
  };
}

/** The place for the answer is on the last line, or on one of its own. */
function questionText({ message, default: offered }: TextQuestion, columns: number): string {
  const last = wrap(message, columns - 1, "  ").split("\n").at(-1) ?? "";
  const offer = offered === undefined ? ": " : `[${oneLine(offered)}]: `;
  const fits = displayWidth(last) + 1 + displayWidth(offer) + roomForAnswer <= columns;
  if (!fits) return `${message}\n  ${offer}`;
  return message + (offered === undefined ? "" : " ") + offer;
}

function menuText({ message, options, defaultNumber }: MenuQuestion, columns: number): string {
  const lines = options.map(({ label }, index) => {
    const number = `  ${index + 1}) `;
    return number + cutMiddle(oneLine(label), columns - 1 - number.length) + "\n";
  });
  return `${message}\n${lines.join("")}number${defaultNumber === undefined ? "" : ` [${defaultNumber}]`}: `;
}

function ended({ id, message }: TextQuestion | MenuQuestion): DayError {
  return new DayError("DAY-PROMPT-002", `input ended at the question ${id}: ${message}`, { details: { key: id } });
}

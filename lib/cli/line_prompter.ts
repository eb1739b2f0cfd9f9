import { DayError } from "../host/day_error.ts";
import type { LineReader } from "../host/line_reader.ts";
import { plainText } from "../host/plain_text.ts";
import type { MenuQuestion, Prompter, TextQuestion } from "../host/prompter.ts";

/**
 * Asks by lines: the question on standard error, the answer from standard input. The end of input takes a valid default and is
 * never consent.
 *
 * @see spec/create-cluster.md 1.7
 */
export function linePrompter(input: LineReader, write: (text: string) => void): Prompter {
  const say = (text: string) => write(plainText(text));
  return {
    async text(question) {
      for (;;) {
        say(`${question.message}${question.default === undefined ? "" : ` [${question.default}]`}: `);
        const line = await input.next();
        const given = line?.trim() || question.default;
        if (given === undefined && question.emptyAllowed) return "";
        const complaint = given === undefined ? "an answer is needed" : question.complaint?.(given);
        if (given !== undefined && complaint === undefined) return given;
        if (line === undefined) throw ended(question);
        say(`  ${complaint}\n`);
      }
    },

    async menu(question) {
      for (;;) {
        showMenu(question, say);
        const line = (await input.next())?.trim();
        if (line === undefined && question.defaultNumber === undefined) throw ended(question);
        const number = line || String(question.defaultNumber ?? "");
        const option = /^\d+$/.test(number) ? question.options[Number(number) - 1] : undefined;
        if (option !== undefined) return option.value;
        if (line === undefined) throw ended(question);
        if (line !== "") say(`  give a number from 1 to ${question.options.length}\n`);
      }
    },

    async consent({ message, yes }) {
      say(`${message} `);
      return (await input.next())?.trim() === yes;
    },
  };
}

function showMenu({ message, options, defaultNumber }: MenuQuestion, say: (text: string) => void): void {
  const lines = options.map(({ label }, index) => `  ${index + 1}) ${label}\n`).join("");
  say(`${message}\n${lines}number${defaultNumber === undefined ? "" : ` [${defaultNumber}]`}: `);
}

function ended({ id, message }: TextQuestion | MenuQuestion): DayError {
  return new DayError("DAY-PROMPT-002", `input ended at the question ${id}: ${message}`, { details: { key: id } });
}

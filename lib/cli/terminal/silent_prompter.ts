import type { ConsentQuestion, MenuQuestion, Prompter, TextQuestion } from "../../host/prompter.ts";
import { promptRequired } from "../../host/errors/prompt_required.ts";

/** Asks nobody: the first question that would be shown is the error of `--non-interactive`. */
export function silentPrompter(): Prompter {
  return {
    refuses: true,
    text: (question) => refuse(question, { offered: question.default }),
    menu: (question) => refuse(question, { choices: question.options.map(({ value }) => value) }),
    consent: (question) => refuse(question, {}),
  };
}

function refuse(
  { id, message }: TextQuestion | MenuQuestion | ConsentQuestion,
  answers: { readonly choices?: readonly string[]; readonly offered?: string },
): Promise<never> {
  return Promise.reject(promptRequired({ key: id, message: `${id}: ${message}`, ...answers }));
}

import { type Ending, whatGoes } from "../../names/deadline_messages.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Prompter } from "../../host/prompter.ts";
import type { CreateRequest } from "../create_request.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";

/**
 * Where nobody can be asked whether the file system may go at the deadline, that is known before anything is sent.
 *
 * @throws DayError DAY-PROMPT-001 naming the flag
 */
export function refuseUnconfirmed(prompter: Prompter, request: CreateRequest, { settings }: Prepared): void {
  const isAsked = request.ttl && settings.auto_delete_fsx.value === "Delete" && !request.ttl_deletes_results;
  if (!isAsked || !prompter.refuses) return;
  const message =
    "at the deadline AWS also deletes the file system (auto_delete_fsx: Delete) and every result on it that was not exported";
  throw new DayError("DAY-PROMPT-001", `deadline: ${message}`, {
    fix: "allow this with --ttl-deletes-results, or keep the file system with --set auto_delete_fsx=Retain",
    details: {
      key: "ttl_deletes_results",
      answered: [["--ttl-deletes-results"], ["--set", "auto_delete_fsx=Retain"]],
    },
  });
}

/** Has a person confirm, once in a run, what goes at the deadline. @throws DayError DAY-PROMPT-003 */
export async function confirmDeadline(run: Creation, ending: Ending | undefined): Promise<void> {
  if (ending?.fileSystem !== "goes" || run.request.ttl_deletes_results) return;
  await run.decide("deadline_confirmed", async () => {
    const message = `${whatGoes(ending)}\nPress Return to agree, type anything else to stop:`;
    if (await run.deps.prompter.consent({ id: "deadline", message, yes: "" })) return true;
    throw new DayError("DAY-PROMPT-003", "Stopped, because the deletion deadline would also delete the results", {
      fix: "keep the file system with --set auto_delete_fsx=Retain, or leave --ttl out",
    });
  });
}

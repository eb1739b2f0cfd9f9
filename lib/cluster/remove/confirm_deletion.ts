import { DayError } from "../../host/errors/day_error.ts";
import type { Prompter } from "../../host/prompter.ts";
import type { DeletionSurvey } from "./survey_deletion.ts";

export type Confirmation = {
  /** `--yes` */
  readonly yes: boolean;
  /** `--include-foreign`: `--yes` also means a cluster that no run of this machine has made. */
  readonly includeForeign: boolean;
};

const ownerFirst = "find out who owns the cluster";

/**
 * Lets nothing be deleted that a person has not agreed to.
 *
 * @throws DayError DAY-PROMPT-001 where nobody can be asked, DAY-PROMPT-003 for everything but the phrase
 */
export async function confirmDeletion(
  { prompter }: { readonly prompter: Prompter },
  { place, look, isMadeHere }: DeletionSurvey,
  { yes, includeForeign }: Confirmation,
): Promise<void> {
  const isForeign = look.is === "there" && !isMadeHere;
  if (yes && (!isForeign || includeForeign)) return;
  if (prompter.refuses) {
    const message = yes
      ? `cluster ${place.cluster} was not created from this machine, so --yes alone does not delete it`
      : `deleting cluster ${place.cluster} needs a confirmation`;
    const fix = isForeign
      ? `${ownerFirst}, then add --yes --include-foreign`
      : "look at the plan with --dry-run, then add --yes";
    throw new DayError("DAY-PROMPT-001", message, { fix, details: { key: "delete" } });
  }
  const message = `Type "please delete" to delete cluster ${place.cluster} in ${place.region}:`;
  if (await prompter.consent({ id: "delete", message, yes: "please delete" })) return;
  throw new DayError("DAY-PROMPT-003", `nothing was deleted: the answer was not "please delete"`, {
    ...(isForeign ? { fix: `${ownerFirst}, then type please delete, or add --yes --include-foreign` } : {}),
  });
}

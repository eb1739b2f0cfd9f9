import type { StackStatus } from "@aws-sdk/client-cloudformation";

/**
 * Where a stack is in its life. One that is `failed` or `failing` never stood, or no longer does: it can only be deleted.
 * One that is `halted` stands, but its last change went neither on nor back; one that is `planned` waits for a person.
 */
export type StackLife =
  | "planned"
  | "coming"
  | "standing"
  | "changing"
  | "halted"
  | "failing"
  | "failed"
  | "going"
  | "gone";

/** Every status that CloudFormation has. */
const lives: Readonly<Record<StackStatus, StackLife>> = {
  REVIEW_IN_PROGRESS: "planned",
  CREATE_IN_PROGRESS: "coming",
  CREATE_COMPLETE: "standing",
  CREATE_FAILED: "failed",
  ROLLBACK_IN_PROGRESS: "failing",
  ROLLBACK_COMPLETE: "failed",
  ROLLBACK_FAILED: "failed",
  UPDATE_IN_PROGRESS: "changing",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "changing",
  UPDATE_COMPLETE: "standing",
  UPDATE_FAILED: "halted",
  UPDATE_ROLLBACK_IN_PROGRESS: "changing",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "changing",
  UPDATE_ROLLBACK_COMPLETE: "standing",
  UPDATE_ROLLBACK_FAILED: "halted",
  IMPORT_IN_PROGRESS: "changing",
  IMPORT_COMPLETE: "standing",
  IMPORT_ROLLBACK_IN_PROGRESS: "changing",
  IMPORT_ROLLBACK_COMPLETE: "standing",
  IMPORT_ROLLBACK_FAILED: "halted",
  DELETE_IN_PROGRESS: "going",
  DELETE_COMPLETE: "gone",
  DELETE_FAILED: "failed",
};

/** Nothing for a status that nobody knows yet. */
export function stackLife(status: string): StackLife | undefined {
  return new Map<string, StackLife>(Object.entries(lives)).get(status);
}

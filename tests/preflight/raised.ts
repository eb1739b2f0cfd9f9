import assert from "node:assert/strict";
import { DayError } from "../../lib/host/errors/day_error.ts";

/** The `DayError` that an action ends with. */
export async function raised(action: () => Promise<unknown>): Promise<DayError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof DayError, String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

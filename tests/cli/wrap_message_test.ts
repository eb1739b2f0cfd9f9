import assert from "node:assert/strict";
import { liveView } from "../../lib/cli/terminal/live_view.ts";
import { plainView } from "../../lib/cli/terminal/plain_view.ts";
import { tellError } from "../../lib/cli/terminal/tell_error.ts";
import { wrapMessage } from "../../lib/text/wrap_message.ts";
import { advice, adviceOf, command } from "../../lib/host/errors/advice.ts";
import { type ErrorCode, errorCodes } from "../../lib/host/errors/error_codes.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { screenOf } from "../support/screen.ts";

const path = "/tmp/a-folder-with-a-long-name/and-another-one/demo.yaml";
const message = `edit ${path} to change what is asked`;
const fix = "deno task status --cluster demo --output json";

Deno.test("a message is broken between words; a path and a command stay whole", () => {
  assert.equal(wrapMessage("one two three four", 9, " ", []), "one two\n three\n four");
  assert.equal(wrapMessage(message, 30, "  ", []), `edit\n  ${path}\n  to change what is asked`);
  assert.equal(wrapMessage(`look at it with: ${fix}`, 30, "  ", [fix]), `look at it with:\n  ${fix}`);
  assert.equal(wrapMessage(`fix it, as in: ${fix}; or do not`, 30, "", [fix]), `fix it, as in:\n${fix};\nor do not`);
  assert.equal(wrapMessage(fix, 10, "  ", [fix]), fix);
  const byHand = "env -u AWS_ACCESS_KEY_ID -u AWS_DEFAULT_PROFILE AWS_PROFILE=p pcluster version";
  assert.equal(wrapMessage(`by hand: ${byHand}`, 30, "  ", [byHand]), `by hand:\n  ${byHand}`);
  assert.equal(wrapMessage("sure:\n  a cause of its own\nend", 12, "  ", []), "sure:\n  a cause of\n    its own\nend");
  assert.equal(
    wrapMessage("  create   network", 40, "  ", []),
    "  create   network",
    "columns of a table keep their blanks",
  );
});

Deno.test("commands are the words that are said to be some, wherever they stand; nothing is taken for one by its looks", () => {
  const short = "deno task create --resume";
  const long = `${short} demo_1`;
  const text = `sign in (${short}) or go on: ${long}; not a command: deno task status --runs`;
  assert.equal(
    wrapMessage(text, 12, "", [short, long]),
    `sign in\n(${short})\nor go on:\n${long};\nnot a\ncommand:\ndeno task\nstatus\n--runs`,
  );
  assert.equal(wrapMessage("see it with $& now", 4, "", ["with $&"]), "see\nit\nwith $&\nnow");
});

Deno.test("a command is kept whole also where its text is not shown as it is", () => {
  const given = "kill \u001b[2J 1 2";
  const error = new DayError("DAY-RUN-001", "no", { fix: advice`stop it: ${command(given)}` });
  let text = "";
  tellError(error, { err: (part) => void (text += part), columns: () => 20 }, false);
  assert.equal(text, "error DAY-RUN-001:\n  no\n  fix: stop it:\n       kill \ufffd[2J 1 2\n");
});

Deno.test("the way out of every error in the registry is told with its commands whole", () => {
  for (const [code, { fix }] of Object.entries(errorCodes)) {
    const { commands } = adviceOf(fix);
    if (commands.length === 0) continue;
    let text = "";
    tellError(new DayError(code as ErrorCode, "x"), { err: (part) => void (text += part), columns: () => 20 }, false);
    for (const each of commands) assert.ok(text.includes(each), text);
  }
});

for (const kind of ["live", "plain"] as const) {
  Deno.test(`${kind}: no word is broken where a line of the window ends; a pipe gets one line`, () => {
    const written = (columns?: () => number) => {
      let text = "";
      const options = { write: (part: string) => void (text += part), now: () => 0, debug: false, colour: false };
      const view = kind === "live"
        ? liveView({ ...options, columns: columns ?? (() => Infinity) })
        : plainView({ ...options, columns });
      view.emit({ code: "config.loaded", level: "info", message });
      const data = { id: "iam.x", status: "WARN" } as const;
      view.emit({ code: "preflight.check", level: "warn", message: `WARN iam.x: ${fix}`, commands: [fix], data });
      view.end();
      return screenOf(text, 1_000).filter((line) => !line.includes("3/9 permissions")).join("\n");
    };
    const gap = kind === "live" ? "  " : "";
    assert.equal(
      written(() => 30),
      `  edit\n    ${path}\n    to change what is asked\n! ${gap}WARN iam.x:\n${gap}    ${fix}\n`,
    );
    assert.equal(written(), `  ${message}\n! ${gap}WARN iam.x: ${fix}\n`);
  });
}

Deno.test("an error's text and its way out are broken between words as well", () => {
  const error = new DayError("DAY-CFG-001", `${path} cannot be used\n  because it is empty`, {
    fix: advice`try this: ${command(fix)}`,
  });
  const told = (columns?: () => number) => {
    let text = "";
    tellError(error, { err: (part) => void (text += part), columns }, false);
    return text;
  };
  assert.equal(
    told(() => 31),
    `error DAY-CFG-001:\n  ${path}\n  cannot be used\n  because it is empty\n  fix: try this:\n       ${fix}\n`,
  );
  assert.equal(told(), `error DAY-CFG-001: ${path} cannot be used\n  because it is empty\n  fix: try this: ${fix}\n`);
});

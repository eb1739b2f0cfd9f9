import { liveView } from "../../lib/cli/terminal/live_view.ts";
import { plainView } from "../../lib/cli/terminal/plain_view.ts";
import type { View } from "../../lib/cli/terminal/view.ts";
import type { Row, WorksetRow } from "../../lib/host/events/event_codes.ts";
import { stateLine } from "../../lib/host/events/state_line.ts";
import { waitEvent } from "../../lib/host/events/wait_event.ts";
import { rowEvent } from "../../lib/spot/region/row_event.ts";
import { screenOf } from "../support/screen.ts";

/** A view, and a person who looks at it while time passes. */
export class Watched {
  written = "";
  columns = 80;
  rows = 24;
  #now = 1_000_000;
  readonly view: View;

  constructor(kind: "live" | "plain", more: { readonly debug?: boolean; readonly colour?: boolean } = {}) {
    const options = {
      write: (text: string) => void (this.written += text),
      now: () => this.#now,
      debug: false,
      colour: false,
      ...more,
    };
    this.view = kind === "live"
      ? liveView({ ...options, columns: () => this.columns, rows: () => this.rows })
      : plainView(options);
  }

  /** An event that carries nothing but its words. */
  say(message: string, level: "debug" | "info" | "warn" | "error" = "info"): void {
    this.view.emit({ code: "watch.event", level, message });
  }

  loaded(): void {
    this.view.emit({ code: "config.loaded", level: "info", message: "edit x" });
  }

  key(key: string, action: string): void {
    this.view.emit({ code: "config.key", level: "info", message: `${key}: ${action}`, data: { key, action } });
  }

  references(line: string): void {
    this.view.emit({ code: "preflight.references", level: "info", message: line, data: { line } });
  }

  waiting(code: "wait.cluster" | "wait.resource" | "wait.work", subject: string, state: string, seconds: number): void {
    this.view.emit(waitEvent(code, { subject, state }, 1000 * seconds));
  }

  row(region: string, zone: string, status: string, is: Row["is"] = "going"): void {
    this.view.emit(rowEvent(region, zone, status, is));
  }

  workset(data: WorksetRow): void {
    this.view.emit({ code: "workset.row", level: "info", message: data.workset, data });
  }

  resource(code: "resource.writing" | "resource.ensured", subject: string, state: string): void {
    const data = { subject, state };
    this.view.emit({ code, level: "info", message: stateLine(data), data });
  }

  check(status: "PASS" | "WARN" | "FAIL", id: string, reason = ""): void {
    const level = ({ PASS: "info", WARN: "warn", FAIL: "error" } as const)[status];
    const message = `${status} ${id}${reason === "" ? "" : `: ${reason}`}`;
    this.view.emit({ code: "preflight.check", level, message, data: { id, status } });
  }

  wait(milliseconds: number): void {
    for (let passed = 0; passed < milliseconds; passed += 250) {
      this.#now += 250;
      this.view.tick();
    }
  }

  get screen(): readonly string[] {
    return screenOf(this.written, this.columns);
  }

  get last(): string {
    return this.screen.at(-1) ?? "";
  }
}

/** The code of an event: dotted and stable. A new one is listed here before it can be emitted. */
export type EventCode = keyof EventData;

/** What something is about, and what is said of it; `stateLine` makes one line of the two. */
export type About = {
  /** For people, and the same in all events about the same: `network of us-west-2b`. */
  readonly subject: string;
  /** `being made`; "" where the subject says everything. */
  readonly state: string;
};

/** Something that goes on. */
export type Progress = About & {
  /** For how long already. */
  readonly seconds: number;
};

/** How far something in a place is: of a region as a whole, or of one of its zones. A later row of a place stands for the one before. */
export type Row = {
  readonly region: string;
  /** "" for the region as a whole. */
  readonly zone: string;
  readonly status: string;
  readonly is: "going" | "done" | "failed";
};

/** How far a workset is that a monitor works on. A later row of a workset stands for the one before. */
export type WorksetRow = {
  readonly workset: string;
  readonly state: string;
  readonly step: string;
  /** For how long it has been worked on. */
  readonly seconds: number;
  /** "" while it has none. */
  readonly cluster: string;
  /** What it has cost so far, for people. */
  readonly cost: string;
  readonly is: Row["is"];
};

type Request = { readonly service: string; readonly operation: string; readonly attempt: number };
type Nothing = undefined;

/** The registry of all events by their code, with what they carry for their readers. */
export type EventData = {
  readonly "audit.elsewhere": { readonly cluster: string; readonly regions: readonly string[] };
  readonly "audit.left": Nothing;
  readonly "aws.request": Request;
  readonly "aws.requests": Nothing;
  readonly "aws.retry": Request & Progress;
  readonly "baseline.unread": Nothing;
  readonly "config.auto_select": Nothing;
  readonly "config.candidate": Nothing;
  readonly "config.completed": Nothing;
  readonly "config.key": { readonly key: string; readonly action: string; readonly bare?: true };
  readonly "config.loaded": Nothing;
  readonly "config.not_completed": Nothing;
  readonly "config.refused": Nothing;
  readonly "config.tip": Nothing;
  readonly "export.attached": { readonly task: string };
  readonly "deadline.standing": { readonly deadline: string };
  readonly "deadline.unread": Nothing;
  readonly "headnode.line": Nothing;
  readonly "headnode.mute": Nothing;
  readonly "headnode.public_key": Nothing;
  readonly "headnode.step": { readonly step: string; readonly outcome: string };
  readonly "heartbeat.pending": Nothing;
  readonly "heartbeat.role_lookup_denied": { readonly role: string };
  readonly "heartbeat.unread": Nothing;
  readonly "image.accepted": { readonly image: string };
  readonly "plan.line": Nothing;
  readonly "plan.unread": Nothing;
  readonly "preflight.bucket_unreadable": { readonly bucket: string };
  readonly "preflight.check": { readonly id: string; readonly status: "PASS" | "WARN" | "FAIL" };
  readonly "preflight.conda": { readonly path: string };
  readonly "preflight.references": { readonly line: string };
  readonly "preflight.ssh_open": { readonly cidr: string };
  readonly "price.list_unavailable": Nothing;
  readonly "price.queue": { readonly name: string; readonly price: number };
  readonly "profile.chosen": { readonly profile: string };
  readonly "profile.default": Nothing;
  readonly "request.override": Nothing;
  readonly "request.unused": Nothing;
  readonly "resource.differs": About;
  readonly "demo.by_hand": Nothing;
  readonly "stage.file": Nothing;
  readonly "stage.note": Nothing;
  readonly "drift.found": Nothing;
  readonly "resource.ensured": About;
  readonly "resource.removing": About;
  readonly "resource.replacing": About;
  readonly "resource.writing": About;
  readonly "run.stopping": Nothing;
  readonly "run.took_over": { readonly run: string };
  readonly "run.warning": { readonly id: string; readonly step: string };
  readonly "sandbox.ended": Nothing;
  readonly "sandbox.serving": Nothing;
  readonly "sandbox.up": Progress | Nothing;
  readonly "spot.line": Nothing;
  readonly "spot.row": Row;
  readonly "spot.state_unreadable": Nothing;
  readonly "spot.warning": Nothing;
  readonly "toolchain.install": Progress | Nothing;
  readonly "wait.child": Progress;
  readonly "wait.cluster": Progress;
  readonly "wait.export": Progress;
  readonly "wait.resource": Progress;
  readonly "wait.spot": Progress;
  readonly "wait.work": Progress;
  readonly "watch.event": Nothing;
  readonly "workset.row": WorksetRow;
  readonly "workset.line": { readonly event: string; readonly workset?: string };
};

import type {
  ConflictChoice,
  ErrorView,
  FilePreview,
  ImportInput,
  ImportOutcome,
  ImportPreview,
  JobProgress,
} from "../../api/generated.ts";

/** What is imported, and how it is called on screen. */
export interface Offer {
  inputs: ImportInput[];
  names: string[];
}

/** Where the import stands. Nothing is in the books before `writing`. */
export type Flow =
  | { step: "idle" }
  | {
      step: "reading";
      job: string;
      offer: Offer;
      progress: JobProgress | null;
      cancelling: boolean;
    }
  | { step: "review"; preview: ImportPreview; choices: Choices; error: ErrorView | null }
  | {
      step: "writing";
      job: string;
      preview: ImportPreview;
      choices: Choices;
      progress: JobProgress | null;
    }
  | { step: "done"; outcome: ImportOutcome }
  | { step: "failed"; error: ErrorView };

/** What the clerk said about conflicts, by approval number, and about all others. */
export interface Choices {
  readonly decided: Readonly<Record<string, ConflictChoice>>;
  readonly otherwise: ConflictChoice;
}

/** Silence keeps the book's version. */
export const UNDECIDED: Choices = { decided: {}, otherwise: "keep_ours" };

export function choiceOf(choices: Choices, approvalNumber: string): ConflictChoice {
  return choices.decided[approvalNumber] ?? choices.otherwise;
}

/** The same answer for every conflict, those that are not shown too. */
export function chooseAll(choice: ConflictChoice): Choices {
  return { decided: {}, otherwise: choice };
}

export function chooseOne(
  choices: Choices,
  approvalNumber: string,
  choice: ConflictChoice,
): Choices {
  return { ...choices, decided: { ...choices.decided, [approvalNumber]: choice } };
}

/** Invoices the commit would touch. */
export function writable(preview: ImportPreview, choices: Choices): number {
  const taken = preview.conflicts.filter(
    ({ approval_number }) => choiceOf(choices, approval_number) === "take_theirs",
  ).length;
  const unseen =
    choices.otherwise === "take_theirs" ? preview.conflicts_total - preview.conflicts.length : 0;
  return preview.new + preview.enriching + taken + unseen;
}

/** Files of which nothing could be read. */
export function unreadableFiles(preview: ImportPreview): number {
  return preview.files.filter(({ format }) => format === "").length;
}

/** Whether only a part was read, so that writing needs the clerk's word. */
export function isPartial(preview: ImportPreview): boolean {
  return preview.rejected > 0 || unreadableFiles(preview) > 0;
}

/** Whether new files may be offered now; a running job is not interrupted. */
export function takesOffers(flow: Flow): boolean {
  return flow.step !== "reading" && flow.step !== "writing";
}

/** The flow after a word about a running job; words about others pass by. */
export function withProgress(flow: Flow, progress: JobProgress): Flow {
  if ((flow.step !== "reading" && flow.step !== "writing") || flow.job !== progress.job)
    return flow;
  return { ...flow, progress };
}

/** `10월 매입.xls 외 2`, from the names of files. */
export function firstName(names: readonly string[]): { first: string; more: number } {
  return { first: names[0] ?? "", more: Math.max(0, names.length - 1) };
}

/** Files that need a look first, each group in the order the files were given. */
export function attentionFirst(files: readonly FilePreview[]): FilePreview[] {
  const rank = (file: FilePreview) => {
    if (file.format === "" || file.rejected > 0) return 0;
    return file.conflicts > 0 || file.foreign > 0 || file.reconciled === false ? 1 : 2;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

import { useEffect } from "react";
import { host, toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { errorTexts, Problem } from "../../shared/Problem.tsx";
import { Progress } from "../../shared/Progress.tsx";
import { showToast } from "../../shared/toasts.ts";
import { Done } from "./Done.tsx";
import { type Flow, firstName } from "./flow.ts";
import { cancelReading, startOver, startReading, useFlow } from "./flowStore.ts";
import { History } from "./History.tsx";
import { Review } from "./Review.tsx";
import "./import.css";

/** 가져오기: what was offered, what is in it, and the word to write it. */
export function ImportPage() {
  const flow = useFlow();
  // Another visit starts at the beginning; a review or a running job is found again.
  useEffect(() => () => leaveDone(flow.step), [flow.step]);
  switch (flow.step) {
    case "idle":
      return <Idle />;
    case "reading":
    case "writing":
      return <Running flow={flow} />;
    case "review":
      return <Review preview={flow.preview} choices={flow.choices} error={flow.error} />;
    case "done":
      return <Done outcome={flow.outcome} />;
    case "failed":
      return (
        <Page title={t("import.title")} testId="import-page" actions={<ChooseButtons />}>
          <Problem error={flow.error} />
          <History />
        </Page>
      );
  }
}

function leaveDone(step: Flow["step"]): void {
  if (step === "done" || step === "failed") queueMicrotask(startOver);
}

/** Lets the clerk choose, and starts reading. */
async function choose(folder: boolean): Promise<void> {
  try {
    const offer = await host().pickFiles({ folder });
    if (offer && offer.inputs.length > 0) startReading(offer);
  } catch (reason) {
    const { what, todo } = errorTexts(toErrorView(reason));
    showToast({ kind: "problem", text: todo ? `${what} ${todo}` : what });
  }
}

/** Beside a title the filled button stands last, under a text first. */
function ChooseButtons({ filledFirst }: { filledFirst?: boolean }) {
  const folder = (
    <Button key="folder" icon="folder" onPress={() => void choose(true)}>
      {t("import.folder")}
    </Button>
  );
  const files = (
    <Button key="files" kind="primary" icon="document" onPress={() => void choose(false)}>
      {t("import.files")}
    </Button>
  );
  return filledFirst ? [files, folder] : [folder, files];
}

function Idle() {
  return (
    <Page title={t("import.title")} testId="import-page">
      <div className="drop-place">
        <EmptyState
          icon="arrow-in"
          title={t("import.idle.title")}
          actions={<ChooseButtons filledFirst />}
        >
          <p>{t("import.idle.body")}</p>
        </EmptyState>
      </div>
      <History />
    </Page>
  );
}

function Running({ flow }: { flow: Extract<Flow, { step: "reading" | "writing" }> }) {
  const { progress } = flow;
  const reading = flow.step === "reading";
  const { first, more } = firstName(
    reading ? flow.offer.names : flow.preview.files.map(({ file }) => file),
  );
  const stage = progress
    ? t(`import.stage.${stageOf(progress.stage)}`)
    : t(reading ? "import.stage.read" : "import.stage.write");
  const counts = { stage, done: progress?.done ?? 0, total: progress?.total ?? 0 };
  return (
    <Page title={t("import.title")} testId="import-page">
      <section className="running" aria-live="polite">
        <h2 className="section-title">
          {t(reading ? "import.reading.title" : "import.writing.title")}
        </h2>
        <p className="quiet">{t(reading ? "import.reading.note" : "import.writing.note")}</p>
        <Progress label={stage} done={counts.done} total={counts.total} />
        <p className="running-words">
          <span>{t(counts.total > 0 ? "import.progress" : "import.progress_open", counts)}</span>
          <span className="quiet cut">
            {progress?.what ||
              (more > 0 ? t("import.reading.many", { first, count: more }) : first)}
          </span>
        </p>
        {reading ? (
          <Button onPress={cancelReading} isDisabled={flow.cancelling}>
            {t(flow.cancelling ? "import.cancelling" : "import.cancel")}
          </Button>
        ) : null}
      </section>
    </Page>
  );
}

const STAGES = ["upload", "read", "check", "write", "undo", "export"] as const;

function stageOf(stage: string): (typeof STAGES)[number] {
  return STAGES.find((known) => known === stage) ?? "read";
}

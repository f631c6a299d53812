import { t, textOf } from "../../shared/i18n.ts";
import { RunningPart } from "../../shared/RunningPart.tsx";

/** How a collection goes: what is being done, which page or document, how many of how many. */
export function Running({ job }: { job: string }) {
  return (
    <RunningPart
      job={job}
      title={t("collect.running")}
      stageText={(stage) => textOf(`collect.stage.${stage}`) ?? t("collect.stage.begin")}
      whatText={(what) => what}
      note={t("collect.running_note")}
      testId="collect-running"
    />
  );
}

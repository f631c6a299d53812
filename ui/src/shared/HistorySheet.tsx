import { useQueryOf } from "../api/client.ts";
import { ChangeList } from "./ChangeList.tsx";
import { t } from "./i18n.ts";
import { Problem } from "./Problem.tsx";
import { Sheet } from "./Sheet.tsx";
import { SkeletonLines } from "./Skeleton.tsx";

/** The history of one document of any kind, in a sheet of its own. */
export function HistorySheet({
  entity,
  id,
  name,
  onClose,
}: {
  entity: "partner" | "import" | "company" | "evidence";
  id: number;
  /** What the document is called on screen. */
  name: string;
  onClose: () => void;
}) {
  const answer = useQueryOf("audit.history", { entity, id });
  return (
    <Sheet open onClose={onClose} title={t("history.document.title")} note={name}>
      {answer.isError ? <Problem error={answer.error} /> : null}
      {answer.data ? <ChangeList changes={answer.data.changes} /> : null}
      {answer.isPending ? <SkeletonLines lines={4} /> : null}
    </Sheet>
  );
}

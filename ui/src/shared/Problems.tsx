import { Problem } from "./Problem.tsx";
import { closeProblem, useProblems } from "./problems.ts";

/** The one quiet place for errors that belong to no field and no page: above the status bar. */
export function Problems() {
  const shown = useProblems();
  return (
    <div className="problems">
      {shown.map(({ id, error }) => (
        <Problem key={id} error={error} onClose={() => closeProblem(id)} />
      ))}
    </div>
  );
}

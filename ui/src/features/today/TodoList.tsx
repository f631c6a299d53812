import { Link } from "@tanstack/react-router";
import type { TodoView } from "../../api/generated.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { State, type StateKind } from "../../shared/State.tsx";
import { searchOfPlace, searchOfTodo } from "./months.ts";

const DAY_MS = 86_400_000;

/** When it is due, seen from today, in a shape and a word. */
function dueState(todo: TodoView, today: string): { kind: StateKind; text: string } {
  if (todo.due_on === null) return { kind: "look", text: t("today.todo.state.look") };
  const days = Math.round((Date.parse(todo.due_on) - Date.parse(today)) / DAY_MS);
  if (days < 0) return { kind: "bad", text: t("today.todo.state.overdue") };
  if (days === 0) return { kind: "bad", text: t("today.todo.state.today") };
  if (days === 1) return { kind: "look", text: t("today.todo.state.tomorrow") };
  return { kind: "waiting", text: t("today.todo.state.soon", { date: todo.due_on.slice(5) }) };
}

function TodoAct({ todo }: { todo: TodoView }) {
  const words = textOf(`todo.${todo.code}.action`) ?? t("today.todo.open");
  if (todo.filter) {
    return (
      <Link className="btn small" to="/invoices" search={searchOfTodo(todo.filter)}>
        {words}
      </Link>
    );
  }
  const place = textOf(`todo.${todo.code}.link`);
  if (!place) return null;
  return (
    <Link
      className="btn small"
      to={place.split("?")[0] ?? place}
      search={searchOfPlace(place, todo.params)}
    >
      {words}
    </Link>
  );
}

/** What waits to be done, in the clerk's words, each with its way there. */
export function TodoList({ todos, today }: { todos: readonly TodoView[]; today: string }) {
  if (todos.length === 0) {
    return (
      <p className="todo-none">
        <State kind="good">{t("today.todo.none")}</State>
        <span className="quiet">{t("today.todo.none_hint")}</span>
      </p>
    );
  }
  return (
    <ul className="todos">
      {todos.map((todo) => {
        const due = dueState(todo, today);
        const params = { ...todo.params, count: todo.count };
        return (
          <li key={[todo.code, todo.due_on, todo.params.certificate].join("-")} className="todo">
            <span className="todo-due">
              <State kind={due.kind}>{due.text}</State>
            </span>
            <span className="todo-words">
              <b>{textOf(`todo.${todo.code}.title`, params) ?? todo.code}</b>
              <small className="quiet">{textOf(`todo.${todo.code}.detail`, params)}</small>
            </span>
            <TodoAct todo={todo} />
          </li>
        );
      })}
    </ul>
  );
}

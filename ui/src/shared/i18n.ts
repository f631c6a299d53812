import { useSyncExternalStore } from "react";
import alerts from "../locales/ko/alerts.json";
import app from "../locales/ko/app.json";
import backup from "../locales/ko/backup.json";
import backupProblem from "../locales/ko/backup_problem.json";
import certificates from "../locales/ko/certificates.json";
import collect from "../locales/ko/collect.json";
import company from "../locales/ko/company.json";
import connections from "../locales/ko/connections.json";
import errors from "../locales/ko/errors.json";
import evidence from "../locales/ko/evidence.json";
import expected from "../locales/ko/expected.json";
import findings from "../locales/ko/findings.json";
import findingsBook from "../locales/ko/findings_book.json";
import grid from "../locales/ko/grid.json";
import history from "../locales/ko/history.json";
import imports from "../locales/ko/import.json";
import invoices from "../locales/ko/invoices.json";
import partners from "../locales/ko/partners.json";
import problems from "../locales/ko/problems.json";
import protection from "../locales/ko/protection.json";
import remoteService from "../locales/ko/remote_service.json";
import remotes from "../locales/ko/remotes.json";
import restore from "../locales/ko/restore.json";
import settings from "../locales/ko/settings.json";
import shared from "../locales/ko/shared.json";
import today from "../locales/ko/today.json";
import todo from "../locales/ko/todo.json";
import undo from "../locales/ko/undo.json";
import warnings from "../locales/ko/warnings.json";
import { fillText, findText, type Params, type TextTree } from "./text.ts";

const ko = {
  alerts,
  app,
  backup,
  backup_problem: backupProblem,
  remote_service: remoteService,
  certificates,
  collect,
  company,
  connections,
  errors,
  evidence,
  expected,
  // What the readers find in a file, and what is found when it is held against the book.
  findings: { ...findings, ...findingsBook },
  grid,
  history,
  import: imports,
  invoices,
  partners,
  problems,
  protection,
  remotes,
  restore,
  settings,
  shared,
  today,
  todo,
  undo,
  warnings,
};

/** Korean first: its tables give the keys, the other languages follow them. */
type Texts = typeof ko;
type Leaves<Tree> = Tree extends string
  ? ""
  : {
      [Name in keyof Tree & string]: Leaves<Tree[Name]> extends ""
        ? Name
        : `${Name}.${Leaves<Tree[Name]>}`;
    }[keyof Tree & string];

/** Every key of a text, for instance `invoices.title`. */
export type TextKey = Leaves<Texts>;

export type Language = "ko" | "en";
export const LANGUAGES: readonly Language[] = ["ko", "en"];

let language: Language = "ko";
const tables: Record<Language, TextTree | null> = { ko, en: null };
const listeners = new Set<() => void>();

/** Shows every text in another language from now on; loads its table first. */
export async function chooseLanguage(next: Language): Promise<void> {
  if (next === "en" && tables.en === null) {
    tables.en = (await import("../locales/en/index.ts")).default;
  }
  if (next === language) return;
  language = next;
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

export function currentLanguage(): Language {
  return language;
}

/** The language on screen; the component renders anew when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentLanguage);
}

/**
 * The text of a key in the language on screen. `{name}` is replaced by the parameter, numbers with
 * thousands separators; `{name+을/를}` adds the particle that fits its last sound; `{n|건|건들}`
 * takes the first word when n is 1; `{field@field}` says the word `shared.words.field.…` of a name that
 * comes from the core, or the sentence of a table of its own (`undo`, `backup_problem`).
 */
export function t(key: TextKey, params: Params = {}): string {
  return textOf(key, params) ?? key;
}

/** As `t`, for keys that arrive from the core (codes); undefined when there is no text. */
export function textOf(key: string, params: Params = {}): string | undefined {
  const text = findText(tables[language], key) ?? findText(ko, key);
  return text === undefined ? undefined : fillText(text, params, language, wordOf);
}

function wordOf(group: string, value: string): string | undefined {
  return textOf(`shared.words.${group}.${value}`) ?? textOf(`${group}.${value}`);
}

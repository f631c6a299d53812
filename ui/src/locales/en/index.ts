import alerts from "./alerts.json";
import app from "./app.json";
import backup from "./backup.json";
import backupProblem from "./backup_problem.json";
import certificates from "./certificates.json";
import collect from "./collect.json";
import company from "./company.json";
import connections from "./connections.json";
import errors from "./errors.json";
import evidence from "./evidence.json";
import expected from "./expected.json";
import findings from "./findings.json";
import findingsBook from "./findings_book.json";
import grid from "./grid.json";
import history from "./history.json";
import imports from "./import.json";
import invoices from "./invoices.json";
import partners from "./partners.json";
import problems from "./problems.json";
import protection from "./protection.json";
import remoteService from "./remote_service.json";
import remotes from "./remotes.json";
import restore from "./restore.json";
import settings from "./settings.json";
import shared from "./shared.json";
import today from "./today.json";
import todo from "./todo.json";
import undo from "./undo.json";
import warnings from "./warnings.json";

/** The English tables, loaded when first chosen. */
export default {
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

export { ProblemsItem } from "./ProblemsItem.tsx";
export { ProblemsSheet } from "./ProblemsSheet.tsx";

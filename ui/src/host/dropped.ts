/** Reads one directory level; `readEntries` gives at most about a hundred names a call. */
async function namesIn(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/**
 * All files of a drop, folders walked, at most `filesMax`. Entries are taken from the event at
 * once, because a browser empties it when the handler returns.
 */
export async function droppedFiles(dropped: DataTransfer, filesMax: number): Promise<File[]> {
  const items = [...dropped.items].filter((item) => item.kind === "file");
  const waiting = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // Files that stand in no file system (from a mail, from another page) have no entry.
  const files = items.flatMap((item) => (item.webkitGetAsEntry() ? [] : (item.getAsFile() ?? [])));
  while (waiting.length > 0 && files.length < filesMax) {
    const entry = waiting.shift();
    if (entry?.isDirectory) {
      waiting.push(...(await namesIn(entry as FileSystemDirectoryEntry)));
    } else if (entry?.isFile) {
      files.push(
        await new Promise<File>((resolve, reject) =>
          (entry as FileSystemFileEntry).file(resolve, reject),
        ),
      );
    }
  }
  return files;
}

/** A file with where it stood in what was dropped: `folder/scene.tif`. */
export type NamedFile = { name: string; file: File };

/** Files of a file or folder input, without what systems hide. */
export function chosenFiles(list: FileList | null): NamedFile[] {
  return [...(list ?? [])]
    .map((file) => ({ name: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file }))
    .filter(({ name }) => !isHidden(name));
}

/** Files of a drop, folders opened. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  // Entries must be taken before the first wait: afterwards the browser has closed the drop.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return chosenFiles(transfer.files);
  const found = await Promise.all(entries.map(filesIn));
  return found.flat().filter(({ name }) => !isHidden(name));
}

const isHidden = (name: string) => name.split("/").some((part) => part.startsWith("."));

async function filesIn(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ""), file }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: NamedFile[] = [];
  for (;;) {
    // A folder is told in parts of a hundred, until an empty one.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return files;
    for (const inner of part) files.push(...(await filesIn(inner)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

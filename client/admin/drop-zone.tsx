import { FolderUp, Upload } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { DropList } from "./drop-list.tsx";
import { chosenFiles, droppedFiles } from "./dropped-files.ts";
import { useDropQueue } from "./use-drop-queue.ts";
import "./drop.css";

type DropZoneProps = {
  /** Tells this import's files from another's. */
  name: string;
  isPending: boolean;
  /** Asks for the import of uploads that have arrived; resolves once it has begun. */
  onImport: (uploads: string[]) => Promise<unknown>;
};

/** Takes files and folders, by dropping or by choosing, sends them, and offers their import once they are there. */
export function DropZone({ name, isPending, onImport }: DropZoneProps) {
  const { t } = useTranslation("admin");
  const { queue, files } = useDropQueue(name);
  const [isOver, setIsOver] = useState(false);
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const handleDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void droppedFiles(event.dataTransfer).then(queue.add);
  };
  const handleImport = async () => {
    const uploads = files.flatMap(({ upload, status }) =>
      status === "arrived" && upload !== null ? [upload] : [],
    );
    // A refusal is told by the form; the files stay in the list for another try.
    const hasBegun = await onImport(uploads).then(
      () => true,
      () => false,
    );
    if (hasBegun) queue.clear();
  };
  const take = (input: HTMLInputElement) => {
    queue.add(chosenFiles(input.files));
    input.value = ""; // so that the same file can be chosen again
  };
  return (
    <div
      className="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={handleDrop}
    >
      <p className="drop-title">{t("drop.title")}</p>
      <div className="drop-choices">
        <Button onClick={() => filesInput.current?.click()}>
          <Upload size={18} aria-hidden="true" />
          {t("drop.files")}
        </Button>
        <Button onClick={() => folderInput.current?.click()}>
          <FolderUp size={18} aria-hidden="true" />
          {t("drop.folder")}
        </Button>
      </div>
      <input
        ref={filesInput}
        type="file"
        multiple
        hidden
        data-drop="files"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        data-drop="folder"
        {...{ webkitdirectory: "" }}
        onChange={(event) => take(event.currentTarget)}
      />
      <p className="quiet">{t("drop.hint")}</p>
      {files.length > 0 && (
        <DropList files={files} queue={queue} isPending={isPending} onImport={() => void handleImport()} />
      )}
    </div>
  );
}

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

type ModalDialogProps = { title: string; onClose: () => void; children: ReactNode };

/** A dialog over the page: keeps focus inside, closes with Escape or a press outside, gives focus back. */
export function ModalDialog({ title, onClose, children }: ModalDialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className="dialog-backdrop"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="dialog">
        <Dialog>
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button tone="quiet" aria-label={t("close")} onClick={onClose}>
              <X size={20} aria-hidden="true" />
            </Button>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

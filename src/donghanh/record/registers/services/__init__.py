"""The verbs of the room, by flow."""

from donghanh.record.registers.services.drafting import (
    draft_source,
    drop_draft,
    receive_upload,
    remove_row,
    restore_row,
    save_row,
    sweep,
    take_upload,
)
from donghanh.record.registers.services.opening import (
    Migration,
    change_schema,
    import_reference,
    open_register,
    preview_schema,
)
from donghanh.record.registers.services.publishing import publish, publish_file

__all__ = [
    "Migration",
    "change_schema",
    "draft_source",
    "drop_draft",
    "import_reference",
    "open_register",
    "preview_schema",
    "publish",
    "publish_file",
    "receive_upload",
    "remove_row",
    "restore_row",
    "save_row",
    "sweep",
    "take_upload",
]

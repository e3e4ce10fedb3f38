"""The words for this package's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "backup_no_space": _("Hết chỗ trên đĩa tại {folder}. Phần dở dang đã xóa; các bản sao lưu trước vẫn còn nguyên."),
    "backup_write_failed": _("Không ghi được vào {folder} ({reason}). Các bản sao lưu trước vẫn còn nguyên."),
    "backup_running": _("Đang có một lần sao lưu hoặc khôi phục khác dùng thư mục {folder}."),
    "backup_not_here": _("Thư mục {folder} không phải là kho sao lưu của Motcua."),
    "backup_folder_taken": _("Thư mục {folder} đang chứa thứ khác. Hãy chọn một thư mục trống cho kho sao lưu."),
    "backup_none": _("Trong {folder} chưa có bản sao lưu nào trọn vẹn."),
    "backup_unknown": _("Không có bản sao lưu {backup}."),
    "backup_key_missing": _('Chưa đặt khóa sao lưu: MOTCUA_BACKUP_KEY="mã:base64 của 32 byte".'),
    "backup_key_invalid": _("MOTCUA_BACKUP_KEY không đúng: {reason}."),
    "backup_key_unknown": _("Bản sao lưu được khóa bằng khóa {key}, không có trong MOTCUA_BACKUP_KEY."),
    "backup_key_wrong": _("Khóa sao lưu không mở được bản {backup}: sai khóa, hoặc tệp manifest đã bị sửa."),
    "backup_damaged": _("Bản sao lưu {backup} đã hỏng hoặc bị sửa ở phần: {part}. Không khôi phục gì."),
    "backup_part_missing": _("Bản sao lưu {backup} thiếu phần: {part}. Không khôi phục gì."),
    "backup_format_unknown": _("Bản sao lưu {backup} theo định dạng {format} mà bản Motcua này không đọc được."),
    "backup_of_newer": _("Bản sao lưu do bản Motcua mới hơn tạo ({names}). Hãy dùng bản đó để khôi phục."),
    "backup_keys_differ": _(
        "Khóa {names} đang đặt không phải là khóa lúc sao lưu, hoặc chưa đặt. Hãy lấy lại từ tệp khóa trước khi khôi "
        "phục."
    ),
    "backup_program_missing": _("Không tìm thấy chương trình {program} cho PostgreSQL {version}: đặt MOTCUA_PG_BIN."),
    "backup_program_failed": _("{program} dừng giữa chừng: {reason}"),
    "backup_keys_beside": _("Tệp khóa phải để ngoài kho sao lưu {folder}."),
    "backup_recipient_missing": _("Chưa có người giữ khóa: đặt MOTCUA_KEYS_RECIPIENT (motcua backup-keys new)."),
    "backup_recipient_invalid": _("MOTCUA_KEYS_RECIPIENT không đúng: cần dòng bắt đầu bằng motcua-recipient-1."),
    "backup_identity_wrong": _("Không mở được tệp khóa: sai tệp bí mật của người giữ khóa, hoặc tệp đã bị sửa."),
    "restore_living": _(
        "Cơ sở dữ liệu {database} đang có dữ liệu. Khôi phục chỉ vào nơi trống; muốn xóa hết dữ liệu đang có, gọi lại "
        "với --overwrite {database}"
    ),
    "restore_sessions": _(
        "Có {count} phiên đang làm việc với cơ sở dữ liệu {database}: dừng web và worker trước. Muốn cắt các phiên đó, "
        "gọi lại với --overwrite {database}"
    ),
    "restore_other_files": _(
        "Kho tệp đang có những tệp không thuộc bản sao lưu này. Hãy dùng kho trống, hoặc gọi lại với --overwrite "
        "{database}"
    ),
    "restore_wrong_word": _("--overwrite phải ghi đúng tên cơ sở dữ liệu sẽ bị xóa: {database}"),
    "restore_register_missing": _("Không có tệp sổ xóa dữ liệu {file}."),
}

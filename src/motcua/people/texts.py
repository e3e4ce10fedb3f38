"""Texts for the codes of this room, and the names of its verbs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "organisation.manage": _("Quản lý đơn vị, vị trí, địa bàn"),
    "people.manage": _("Quản lý tài khoản, phân công, ủy quyền và quyền"),
    "worktime.manage": _("Quản lý lịch làm việc"),
    "audit.read": _("Đọc nhật ký quản trị và nhật ký truy cập"),
    "figures.read": _("Xem số liệu"),
}

TEXTS = {
    "verb_not_granted": _("Bạn không được giao việc này."),
    "unit_out_of_reach": _("Việc này thuộc đơn vị ngoài phạm vi của bạn."),
    "scope_missing": _("Mã truy cập không có phạm vi {scope}."),
    "account_unknown": _("Không có tài khoản này, hoặc tài khoản đã bị khóa."),
    "token_refused": _("Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."),
    "unknown_scope": _("Không có phạm vi {scope}."),
    "secret_unreadable": _("Không mở được bí mật đã lưu: khóa của hệ thống đã thay đổi."),
    "sign_in_refused": _("Tên đăng nhập hoặc mật khẩu không đúng."),
    "password_wrong": _("Mật khẩu hiện tại không đúng."),
    "code_refused": _("Mã không đúng hoặc đã được dùng. Hãy chờ mã mới rồi thử lại."),
    "email_code_refused": _("Mã không đúng hoặc đã hết hạn."),
    "too_many_tries": _("Đã thử quá nhiều lần. Hãy chờ {seconds} giây rồi thử lại."),
    "second_factor_missing": _("Tài khoản chưa thiết lập mã xác thực hai lớp."),
    "second_factor_set_already": _("Tài khoản đã thiết lập mã xác thực hai lớp."),
    "sign_in_email_malformed": _("Địa chỉ thư điện tử không đúng dạng."),
    "username_taken": _("Tên đăng nhập này đã có người dùng."),
    "username_malformed": _("Tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm, gạch ngang, gạch dưới."),
    "password_weak": _("Mật khẩu chưa đạt yêu cầu."),
    "password_too_short": _("Mật khẩu phải có ít nhất {length} ký tự."),
    "password_too_long": _("Mật khẩu không được dài quá {length} ký tự."),
    "password_too_common": _("Mật khẩu này quá phổ biến."),
    "password_like_the_account": _("Mật khẩu quá giống thông tin của tài khoản."),
    "password_only_digits": _("Mật khẩu không được chỉ gồm chữ số."),
    "password_unchanged": _("Mật khẩu mới phải khác mật khẩu cũ."),
    "assignment_overlaps": _("Người này đã giữ vị trí đó trong cùng thời gian."),
    "delegator_without_post": _("Người ủy quyền không giữ vị trí này trong suốt thời gian ủy quyền."),
    "delegation_too_wide": _("Không thể ủy quyền việc mà vị trí này không có: {verb}."),
    "delegation_unit_outside": _("Đơn vị nhận ủy quyền không thuộc đơn vị của vị trí ủy quyền."),
    "delegation_without_end": _("Ủy quyền phải có thời hạn."),
    "delegation_signed_late": _("Quyết định ủy quyền phải được ký trước ngày có hiệu lực."),
    "delegation_to_oneself": _("Không thể ủy quyền cho chính mình."),
    "officials_only_posts": _("Chỉ cán bộ mới được phân công vào vị trí."),
    "party_malformed": _("Thông tin về người hoặc tổ chức có chỗ cần sửa."),
    "party_field_too_long": _("Trường này không được dài quá {length} ký tự."),
    "party_unknown": _("Không có người hoặc tổ chức này."),
    "number_verified_for_another": _("Số này đã được xác minh cho một người khác."),
    "not_representing": _("Bạn không có quyền thay mặt người này."),
    "consent_given_already": _("Đã đồng ý rồi."),
    "consent_missing": _("Chưa có sự đồng ý nào để rút lại."),
    "task_closed": _("Việc này đã đóng."),
    "task_without_evidence": _("Cần ghi kết quả hoặc bằng chứng khi hoàn thành."),
}

"""Texts for the codes of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "unit_unknown": _("Không có đơn vị mang mã {unit} vào ngày {on}."),
    "unit_under_itself": _("Đơn vị cấp trên dẫn ngược về chính đơn vị này."),
    "dates_overlap": _("Đã có dữ liệu khác có hiệu lực trong cùng thời gian (đơn vị {unit})."),
    "dates_reversed": _("Ngày kết thúc phải sau ngày bắt đầu."),
    "units_nested_too_deep": _("Các đơn vị lồng nhau quá {levels} cấp."),
    "unit_file.missing": _("Thiếu trường bắt buộc."),
    "unit_file.unknown_level": _("Cấp không có trong danh mục."),
    "unit_file.bad_kind": _("Loại đơn vị chỉ gồm chữ thường không dấu, số và gạch dưới."),
    "unit_file.not_utf8": _("Dòng không phải là chữ UTF-8."),
    "unit_file.not_json": _("Dòng không phải là JSON."),
    "unit_file.not_an_object": _("Dòng phải là một đối tượng JSON."),
    "unit_file.not_text": _("Trường này phải là chữ."),
    "unit_file.too_long": _("Trường này quá dài."),
    "unit_file.bad_character": _("Trường này có ký tự điều khiển."),
    "unit_file.bad_date": _("Ngày phải viết dạng năm-tháng-ngày."),
    "unit_file.bad_successors": _("Danh sách đơn vị kế tiếp phải là một danh sách đối tượng."),
    "unit_file.successors_without_end": _("Đơn vị chưa kết thúc thì chưa có đơn vị kế tiếp."),
    "unit_file.successor_twice": _("Một đơn vị kế tiếp được ghi hai lần."),
    "unit_file.own_successor": _("Đơn vị không thể kế tiếp chính mình."),
    "unit_file.default_successor_not_one": _("Phải có đúng một đơn vị kế tiếp mặc định."),
    "unit_file.shares_above_one": _("Tổng tỷ lệ kế tiếp lớn hơn 1."),
    "unit_file.bad_share": _("Tỷ lệ phải lớn hơn 0 và không quá 1."),
    "unit_file.bad_default": _("Trường mặc định phải là đúng hoặc sai."),
    "unit_file.twice_in_file": _("Đơn vị đã có ở một dòng trước."),
    "unit_file.code_in_force_twice": _("Mã này đã thuộc về đơn vị khác trong cùng thời gian."),
    "unit_file.parent_unknown": _("Không có đơn vị cấp trên mang mã này vào ngày bắt đầu."),
    "unit_file.successor_unknown": _("Không có đơn vị kế tiếp này vào ngày chuyển tiếp."),
    "unit_file.unit_under_itself": _("Đơn vị cấp trên dẫn ngược về chính đơn vị này."),
}

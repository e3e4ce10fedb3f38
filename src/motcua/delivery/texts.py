"""What refusals of this room say."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "parcel_unknown": _("Không có biên bản bàn giao này."),
    "parcel_way_unknown": _("Chọn nơi nhận: đơn vị giải quyết, bộ phận một cửa hay bưu chính."),
    "parcel_nothing": _("Chưa chọn hồ sơ nào giao được."),
    "parcel_too_many": _("Mỗi biên bản nhiều nhất {most} hồ sơ."),
    "parcel_clerk_missing": _("Ghi họ tên nhân viên bưu chính nhận."),
    "parcel_not_accepted": _("Hồ sơ chưa được tiếp nhận nên chưa bàn giao."),
    "parcel_no_result": _("Hồ sơ chưa có kết quả để bàn giao."),
    "parcel_on_its_way": _("Giấy tờ của hồ sơ này đang trong một biên bản khác chưa nhận xong."),
    "parcel_scan_unknown": _("Không nhận ra mã vừa quét. Quét lại, hoặc gõ mã hồ sơ."),
    "parcel_item_settled": _("Hồ sơ này đã được ghi nhận trước đó."),
    "parcel_closed": _("Biên bản này đã khép."),
    "parcel_not_on_sheet": _("Hồ sơ này không có trong biên bản: đã ghi là thừa."),
}

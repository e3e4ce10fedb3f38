"""Samples of fields."""

from __future__ import annotations

from typing import Final

from motcua.web.fields import FieldView, OptionView

CASES: Final = FieldView(
    key="case",
    kind="choice",
    label="Trường hợp của bạn",
    required=True,
    hint="Giấy tờ bên dưới sẽ đổi theo lựa chọn này.",
    options=(
        OptionView("a", "Cha mẹ đã đăng ký kết hôn", selected=True),
        OptionView("b", "Mẹ khai sinh cho con, chưa xác định cha"),
        OptionView("c", "Con sinh ra ở nước ngoài, nay cư trú tại Việt Nam"),
    ),
)

FIELDS: Final = [
    FieldView(
        "name",
        "text",
        "Họ và tên",
        required=True,
        hint="Như trên căn cước",
        value="Phạm Quốc Đạt",
        autocomplete="name",
        max_length=100,
    ),
    FieldView(
        "id_number",
        "citizen_id",
        "Số định danh cá nhân",
        required=True,
        value="04012345",
        error="Số định danh cá nhân gồm đúng 12 chữ số.",
    ),
    FieldView("birth_date", "date", "Ngày sinh", required=True, parts=("5", "9", "1990"), autocomplete="bday"),
    FieldView(
        "issued", "date", "Ngày cấp", parts=("31", "2", "2020"), error="Không có ngày này trên lịch, xin xem lại."
    ),
    FieldView("phone", "phone", "Số điện thoại", required=True, value="0912345318"),
    FieldView("email", "email", "Thư điện tử"),
    FieldView("address", "address", "Nơi ở hiện tại", required=True),
    FieldView("tax", "tax_code", "Mã số thuế"),
    FieldView("floors", "number", "Số tầng", required=True, value="3"),
    FieldView("cost", "money", "Giá trị công trình", value="1.250.000.000"),
    FieldView(
        "kind",
        "choice",
        "Loại công trình",
        required=True,
        options=(OptionView("new", "Xây mới"), OptionView("fix", "Sửa chữa", selected=True)),
    ),
    FieldView("old", "text", "Số giấy phép cũ", when=("kind", "fix")),
    FieldView(
        "ward",
        "choice",
        "Phường, xã",
        required=True,
        options=tuple(OptionView(f"AS-{n:04}", f"Phường số {n}") for n in range(101, 110)),
    ),
    FieldView("note", "long_text", "Nói thêm", max_length=500),
    FieldView(
        "plan",
        "file",
        "Bản vẽ thiết kế",
        required=True,
        hint="PDF hoặc ảnh, mỗi tệp dưới 20 MB",
        multiple=True,
        accept=".pdf,.jpg,.png",
    ),
    FieldView(
        "info", "information", "", hint="Giấy chứng nhận quyền sử dụng đất sẽ được tra trong cơ sở dữ liệu đất đai."
    ),
    FieldView(
        "agree",
        "consent",
        "Tôi cam đoan nội dung trên là đúng",
        required=True,
        error="Cần đánh dấu đồng ý thì mới nộp được.",
    ),
]

"""What ``motcua demo info`` tells a newcomer: eight steps to take, then the accounts and the codes."""

from __future__ import annotations

from collections.abc import Mapping

import click
from django.utils.translation import gettext as _


def show(facts: Mapping[str, object]) -> None:
    """Print the tour, who can sign in, and dossiers to look at."""
    officials = _mappings(facts["officials"])
    if not officials:
        click.echo(_("Tỉnh mẫu chưa được nạp: ./run demo"))
        return
    _tour(str(facts["base_url"]), _sample(facts))
    click.echo("\n" + _("Cán bộ (mật khẩu chung: %(password)s):") % {"password": str(officials[0]["password"])})
    for official in officials:
        click.echo("  {username:20} {title}, {unit_name} ({unit})  TOTP {totp_secret}".format_map(official))
    click.echo(_("Người dân (mã đăng nhập được in ở cửa sổ đang chạy tỉnh mẫu):"))
    click.echo("  " + ", ".join(str(one["email"]) for one in _mappings(facts["citizens"])))
    click.echo(_("Chương trình (cấp khóa: .venv/bin/motcua token create --user TÊN --scope …):"))
    click.echo("  " + ", ".join(str(one["username"]) for one in _mappings(facts["programs"])))


def _tour(base: str, sample: Mapping[str, str]) -> None:
    names = {"base": base, **sample}
    click.echo("\n" + _("Tám bước thử (mỗi lần cán bộ đăng nhập cần thêm mã: .venv/bin/motcua demo code TÊN):"))
    for number, line in enumerate(
        (
            _("%(base)s/ – gõ “tam tru” vào ô tìm, mở thủ tục, xem giấy tờ và thời hạn của trường hợp mình."),
            _("%(base)s/nop-ho-so/%(procedure)s/ – đăng nhập nguoidan1@dan.example, nộp một hồ sơ, giữ biên nhận."),
            _("%(base)s/desk/ – tiepnhan: việc gấp nhất ở trên; mở hồ sơ vừa nộp, tiếp nhận, xem giấy hẹn."),
            _("%(base)s/desk/ – truong.congan: phân công hồ sơ ấy; sau bước 5 quay lại ký kết quả."),
            _("%(base)s/desk/ – canbo.cutru: thụ lý và hoàn thành bước; xem cách tính ngày hẹn."),
            _("%(base)s/tra-cuu/ – tra cứu mã %(open)s (đang xử lý) hoặc %(late)s (quá hạn)."),
            _("%(base)s/desk/ – chutich.phuong ký kết quả của phường; lọc, lưu bộ lọc, xuất danh sách."),
            _("%(base)s/desk/thu-tuc/ – kiemsoat, truong.kiemsoat: thủ tục, quyết định công bố, độ phủ."),
        ),
        start=1,
    ):
        click.echo(f"  {number}. " + line % names)


def _sample(facts: Mapping[str, object]) -> Mapping[str, str]:
    """A code of each kind, or a dash."""
    samples = facts["samples"]
    kinds = samples["codes_by_kind"] if isinstance(samples, dict) else {}
    procedure = str(samples["procedure"]) if isinstance(samples, dict) else ""
    return {"procedure": procedure, **{kind: (kinds.get(kind) or ["–"])[0] for kind in ("open", "late", "returned")}}


def _mappings(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list | tuple) else []

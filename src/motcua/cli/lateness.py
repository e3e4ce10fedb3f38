"""``motcua lateness``: learn, score and look, by hand."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.core.texts import say


@click.group(help=_("Mô hình dự báo trễ hẹn: học từ lịch sử, chấm hồ sơ đang mở, xem kết quả kiểm tra."))
def command() -> None:
    pass


@command.command("train", help=_("Học một mô hình mới; chỉ được dùng khi hơn quy tắc tuổi."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def train_command(*, as_json: bool) -> None:
    from motcua.foresight.lateness.training import train

    row = train(now=clock.now(), tell=lambda what: None if as_json else click.echo(say(f"lateness_{what}"), err=True))
    said = {"model": str(row.uid), "state": row.state, "sha256": row.sha256, "parts": row.parts, "metrics": row.metrics}
    click.echo(json.dumps(said, ensure_ascii=False, indent=None if as_json else 2))


@command.command("score", help=_("Chấm mọi hồ sơ đang mở ngay bây giờ."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def score_command(*, as_json: bool) -> None:
    from motcua.foresight.lateness.outcomes import note
    from motcua.foresight.lateness.scoring import score

    now = clock.now()
    run = score(now=now)
    note(run, day=legal_date(now), now=now)
    said = {"scored": run.scored, "alerts": run.alerts, "left_out": run.left_out, "model": None, "why": run.why}
    if run.model is not None:
        said["model"] = str(run.model.uid)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(_("%(scored)d hồ sơ đã chấm, %(alerts)d cảnh báo") % {"scored": run.scored, "alerts": run.alerts})
    if run.why:
        click.echo(say(run.why))

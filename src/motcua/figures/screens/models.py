"""Tables of command screens: a cache that a job fills and pages read."""

from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id


class ScreenRun(models.Model):
    """Everything the screens of a day show, exact as of an instant whose answer cannot change any more. ``day``: the
    legal day of that instant, whose map is read. ``edition``: hash of the definitions it was counted by."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    as_of = models.DateTimeField()
    day = models.DateField()
    edition = models.CharField(max_length=64)
    manifest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    milliseconds = models.IntegerField()
    members = models.IntegerField()

    class Meta:
        db_table = "figures_screen_run"
        constraints = [models.UniqueConstraint(name="figures_screen_run_once", fields=["as_of", "edition"])]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"


class ScreenRow(models.Model):
    """One area of a run: a unit by its code, or a field as ``linh-vuc:<name>``. ``body`` is plain JSON."""

    run = models.ForeignKey(ScreenRun, on_delete=models.CASCADE, related_name="rows")
    member = models.CharField(max_length=200)
    name = models.TextField()
    body = models.JSONField()

    class Meta:
        db_table = "figures_screen_row"
        constraints = [models.UniqueConstraint(name="figures_screen_row_once", fields=["run", "member"])]

    def __str__(self) -> str:
        return self.member


class ScreenItem(models.Model):
    """An open dossier that has used much of its time, in one area it counts in; the one due first stands first.
    ``used``: per cent of the working time until its date."""

    run = models.ForeignKey(ScreenRun, on_delete=models.CASCADE, related_name="items")
    member = models.CharField(max_length=200)
    ordinal = models.IntegerField()
    dossier = models.UUIDField()
    procedure = models.CharField(max_length=60)
    used = models.IntegerField()

    class Meta:
        db_table = "figures_screen_item"
        constraints = [models.UniqueConstraint(name="figures_screen_item_once", fields=["run", "member", "ordinal"])]

    def __str__(self) -> str:
        return f"{self.member} {self.ordinal}"

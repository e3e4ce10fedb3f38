"""Daily roots: a Merkle tree over the chains that changed on a day, linked to the day before. Append-only."""

from __future__ import annotations

from django.db import models

from motcua.core.db import Xid8Field


class DayRoot(models.Model):
    """``root`` covers the previous root and every leaf. The day ends under a watermark, like every reader of the
    log: events of transactions below ``(epoch, xid)`` and not in an earlier day."""

    number = models.IntegerField(unique=True)
    day = models.DateField(unique=True)
    epoch = models.IntegerField()
    xid = Xid8Field()
    events = models.BigIntegerField()
    leaves = models.IntegerField()
    prev_root = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_day_root"

    def __str__(self) -> str:
        return self.day.isoformat()


class DayTree(models.Model):
    """What a proof of a day needs beside the few leaves around its own: the nodes of the level ``2 ** 10`` leaves up,
    32 bytes each, over ``size`` leaves (the previous root is the first). Computed from the leaves, made once."""

    root = models.OneToOneField(DayRoot, primary_key=True, on_delete=models.PROTECT, related_name="tree")
    size = models.IntegerField()
    nodes = models.BinaryField()

    class Meta:
        db_table = "dossiers_day_tree"

    def __str__(self) -> str:
        return f"{self.root_id} {self.size}"


class DayLeaf(models.Model):
    """The head of one chain at the close of one day."""

    root = models.ForeignKey(DayRoot, on_delete=models.PROTECT, related_name="leaf_rows")
    index = models.IntegerField()
    dossier_uid = models.UUIDField(db_index=True)
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "dossiers_day_leaf"
        constraints = [
            models.UniqueConstraint(name="dossiers_day_leaf_place", fields=["root", "index"]),
            models.UniqueConstraint(name="dossiers_day_leaf_once", fields=["root", "dossier_uid"]),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_uid} {self.seq}"

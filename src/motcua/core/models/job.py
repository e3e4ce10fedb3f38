from __future__ import annotations

from enum import StrEnum

from django.db import models

from motcua.core.ids import new_id


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


JOB_STATES = [state.value for state in JobState]


class JobProgress(models.Model):
    """How far a piece of long work is. ``message`` is a code with a text in a catalogue; ``outcome`` holds ids and
    counts only."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=JobState.QUEUED.value)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=100, blank=True)
    outcome = models.JSONField(default=dict)
    started_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "core_job_progress"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in JobState]), name="core_job_progress_state"
            ),
            models.CheckConstraint(condition=models.Q(done__gte=0), name="core_job_progress_done"),
        ]
        indexes = [models.Index(fields=["started_by", "-created_at"], name="core_job_progress_starter")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

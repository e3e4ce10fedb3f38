"""From a draft to a petition: the one place of this front end that submits."""

from __future__ import annotations

from motcua.documents.models import StoredFile
from motcua.petitions.intake import drafts
from motcua.petitions.models import Petition, PetitionDraft
from motcua.petitions.services import Sender, SubmitPetition, submit

from .writing import Writing


def deliver(writing: Writing, *, language: str) -> Petition:
    """Send what the draft holds, once. Raises what :func:`motcua.petitions.services.submit` raises; the draft is then
    as it was."""

    def run(draft: PetitionDraft, files: list[StoredFile]) -> Petition:
        command = command_of(Writing(draft, writing.actor, writing.at), files, language)
        return submit(command, actor=writing.actor, now=writing.at)

    return drafts.send(writing.draft, run, now=writing.at)


def command_of(writing: Writing, files: list[StoredFile], language: str) -> SubmitPetition:
    is_anonymous = writing.answers.get("anonymous") is True
    sender = Sender(anonymous=True)
    if not is_anonymous:
        sender = Sender(name=writing.said("name"), phone=writing.said("phone"), email=writing.said("email"))
    pin = writing.pin
    return SubmitPetition(
        channel=writing.draft.channel,
        text=writing.said("text"),
        category=writing.said("category"),
        kind=writing.kind,
        point=writing.point,
        place=pin.place.code if pin.place else "",
        address_words=pin.address_words,
        sender=sender,
        files=files,
        procedure=writing.said("procedure"),
        article=writing.said("article"),
        key=str(writing.draft.uid),
        language=language[:2],
    )
